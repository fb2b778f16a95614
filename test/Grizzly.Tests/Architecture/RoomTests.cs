using System.Text.RegularExpressions;

namespace Grizzly.Tests.Architecture;

/// <summary>The engine's layers, read from its source.</summary>
public sealed partial class RoomTests
{
    private static IEnumerable<SourceFile> Engine => SourceTree.CSharpBelow(Rooms.Directory);

    [Test]
    public void Every_file_of_the_engine_lies_in_a_room_and_its_namespace()
    {
        var offences = new Offences();
        foreach (SourceFile file in Engine)
        {
            string? room = Rooms.Of(file);
            if (room is null || !Rooms.Exists(room))
            {
                offences.Add(file.At($"is in no room ({string.Join(", ", Rooms.Names)})", 1));
                continue;
            }
            Match declared = NamespaceDeclaration().Match(file.Code);
            if (!declared.Success) continue; // assembly attributes; FormTests demands the form of the others
            string name = declared.Groups["name"].Value;
            if (name != $"Grizzly.{room}" && !name.StartsWith($"Grizzly.{room}.", StringComparison.Ordinal))
                offences.Add(file.At(declared.Index, $"namespace {name} should begin with Grizzly.{room}"));
        }
        offences.AssertNone();
    }

    [Test]
    public void A_room_imports_only_rooms_of_lower_rank()
    {
        Dictionary<string, HashSet<string>> typesByRoom = TypesByRoom();
        var offences = new Offences();
        foreach (SourceFile file in Engine)
        {
            if (Rooms.Of(file) is not { } room || !Rooms.Exists(room)) continue;
            foreach (Match match in RoomReference().Matches(file.Code))
            {
                string imported = match.Groups["room"].Value;
                if (!Rooms.Exists(imported)) continue;

                // "Types.Value" without Grizzly is a reference where Types holds a type Value, else a member.
                bool isReference = match.Groups["root"].Success ||
                    (typesByRoom.TryGetValue(imported, out HashSet<string>? types) &&
                     types.Contains(match.Groups["type"].Value));
                if (isReference && !Rooms.MayImport(room, imported))
                    offences.Add(file.At(match.Index, $"{room} may not import {imported}"));
            }
        }
        offences.AssertNone();
    }

    [Test]
    public void No_global_using_opens_a_room_to_all_others()
    {
        var offences = new Offences();
        foreach (SourceFile file in Engine)
        {
            foreach (Match match in GlobalUsing().Matches(file.Code))
                offences.Add(file.At(match.Index, "a global using would pass by the ranks"));
        }
        offences.AssertNone();
    }

    [Test]
    public void No_type_is_named_like_a_room()
    {
        var offences = new Offences();
        foreach (SourceFile file in SourceTree.CSharpBelow("src/"))
        {
            foreach (Match match in TypeDeclaration().Matches(file.Code))
            {
                string name = match.Groups["name"].Value;
                if (Rooms.Exists(name)) offences.Add(file.At(match.Index, $"type {name} is named like a room"));
            }
        }
        offences.AssertNone();
    }

    private static Dictionary<string, HashSet<string>> TypesByRoom()
    {
        var types = new Dictionary<string, HashSet<string>>();
        foreach (SourceFile file in Engine)
        {
            if (Rooms.Of(file) is not { } room) continue;
            if (!types.TryGetValue(room, out HashSet<string>? names)) types[room] = names = [];
            foreach (Match match in TypeDeclaration().Matches(file.Code)) names.Add(match.Groups["name"].Value);
        }
        return types;
    }

    [GeneratedRegex(@"^namespace\s+(?<name>[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(
        @"(?<!namespace\s+|[\w.])(?<root>(global::)?Grizzly\.)?(?<room>[A-Z]\w*)(\.(?<type>[A-Z]\w*)|(?=\s*;))")]
    private static partial Regex RoomReference();

    [GeneratedRegex(@"^\s*global\s+using\b", RegexOptions.Multiline)]
    private static partial Regex GlobalUsing();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();
}
