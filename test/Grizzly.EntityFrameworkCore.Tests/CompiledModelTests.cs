using System.Reflection;
using System.Runtime.Loader;
using Grizzly.Data;
using Grizzly.EntityFrameworkCore.Design.Internal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Scaffolding;
using Microsoft.Extensions.DependencyInjection;

namespace Grizzly.EntityFrameworkCore.Tests;

/// <summary>A model as code works as the model that it was made from.</summary>
public sealed class CompiledModelTests
{
    [Test]
    public void Lists_characters_and_documents_are_kept_with_a_compiled_model([Values] bool isCompiled)
    {
        using var connection = new GrizzlyConnection("Data Source=:memory:");
        connection.Open();
        using (var choir = new Choir(new DbContextOptionsBuilder().UseGrizzly(connection).Options))
            choir.Database.EnsureCreated();
        DbContextOptionsBuilder builder = new DbContextOptionsBuilder().UseGrizzly(connection);
        if (isCompiled) builder.UseModel(Compile(connection));
        DbContextOptions options = builder.Options;
        using (var choir = new Choir(options))
        {
            choir.Add(new Singer
            {
                Letter = 'é', Part = Part.Alto, Years = [3, 1, 2], Parts = [Part.Bass, null, Part.Alto],
                Nights = [new DateTime(2026, 1, 2)], Small = [-1, 2], Raw = [0, 255], Marks = ['A', '"', 'é'],
                Signs = ['x'], Names = ["a", null, "c'"],
                Home = new Home { Town = "Ghent", Rooms = [1, 2], Doors = ['a', 'b'] },
            });
            choir.SaveChanges();
        }
        using var again = new Choir(options);
        Assert.That(again.Set<Singer>().Count(one => one.Years.Contains(2)), Is.EqualTo(1));
        Assert.That(again.Set<Singer>().Count(one => one.Letter == 'é'), Is.EqualTo(1));
        Assert.That(again.Set<Singer>().Count(one => one.Parts[0] == Part.Bass), Is.EqualTo(1));
        Assert.That(again.Set<Singer>().Count(one => one.Home.Rooms[1] == 2), Is.EqualTo(1));
        Singer singer = again.Set<Singer>().Single();
        Assert.That((singer.Letter, singer.Part), Is.EqualTo(('é', Part.Alto)));
        Assert.That(singer.Years, Is.EqualTo(new[] { 3, 1, 2 }));
        Assert.That(singer.Parts, Is.EqualTo(new Part?[] { Part.Bass, null, Part.Alto }));
        Assert.That(singer.Nights, Is.EqualTo(new[] { new DateTime(2026, 1, 2) }));
        Assert.That(singer.Small, Is.EqualTo(new sbyte[] { -1, 2 }));
        Assert.That(singer.Raw, Is.EqualTo(new byte[] { 0, 255 }));
        Assert.That(singer.Marks, Is.EqualTo(new[] { 'A', '"', 'é' }));
        Assert.That(singer.Signs, Is.EqualTo(new[] { 'x' }));
        Assert.That(singer.Version, Has.Length.EqualTo(8));
        Assert.That(singer.Names, Is.EqualTo(new[] { "a", null, "c'" }));
        Assert.That(singer.Home.Doors, Is.EqualTo(new[] { 'a', 'b' }));
        Assert.That(singer.Home.Town, Is.EqualTo("Ghent"));
        Assert.That(again.Set<Singer>().Select(one => one.Home.Town.FirstOrDefault()).Single(), Is.EqualTo('G'));
        Assert.That(again.Set<Singer>().Select(one => one.Home.Town.Substring(5).LastOrDefault()).Single(),
            Is.EqualTo('\0'));
        singer.Years.Add(9);
        Assert.That(again.SaveChanges(), Is.EqualTo(1));
    }

    private static IModel Compile(GrizzlyConnection connection)
    {
        var services = new ServiceCollection();
        services.AddEntityFrameworkDesignTimeServices();
        new GrizzlyDesignTimeServices().ConfigureDesignTimeServices(services);
        using ServiceProvider provider = services.BuildServiceProvider();
        using IServiceScope scope = provider.CreateScope();
        using var choir = new Choir(new DbContextOptionsBuilder().UseGrizzly(connection).Options);
        var options = new CompiledModelCodeGenerationOptions
        {
            ContextType = typeof(Choir), ModelNamespace = "Compiled", Language = "C#", UseNullableReferenceTypes = true,
        };
        IReadOnlyCollection<ScaffoldedFile> files = scope.ServiceProvider
            .GetRequiredService<ICompiledModelCodeGeneratorSelector>().Select(options)
            .GenerateModel(choir.GetService<IDesignTimeModel>().Model, options);
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Compiled" + Guid.NewGuid().ToString("N"), files.Select(file => CSharpSyntaxTree.ParseText(file.Code)),
            platform.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.That(result.Success, Is.True, string.Join("\n", result.Diagnostics));
        stream.Position = 0;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromStream(stream);
        return (IModel)assembly.GetType("Compiled.ChoirModel")!.GetProperty("Instance")!.GetValue(null)!;
    }

    public sealed class Choir(DbContextOptions options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder model) => model.Entity<Singer>(singer =>
        {
            singer.Property(one => one.Part).HasConversion(part => (char)part, letter => (Part)letter);
            singer.Property(one => one.Version).IsRowVersion();
            singer.ComplexProperty(one => one.Home, home => home.ToJson());
        });
    }

    public enum Part
    {
        Alto = 'a',
        Bass = 'b',
    }

    public sealed class Singer
    {
        public int Id { get; set; }

        public byte[] Version { get; set; } = null!;

        public char Letter { get; set; }

        public Part Part { get; set; }

        public List<int> Years { get; set; } = [];

        public Part?[] Parts { get; set; } = [];

        public List<DateTime> Nights { get; set; } = [];

        public List<sbyte> Small { get; set; } = [];

        public List<char> Marks { get; set; } = [];

        public char[] Signs { get; set; } = [];

        public List<byte> Raw { get; set; } = [];

        public string?[] Names { get; set; } = [];

        public required Home Home { get; set; }
    }

    public sealed class Home
    {
        public required string Town { get; set; }

        public List<int> Rooms { get; set; } = [];

        public List<char> Doors { get; set; } = [];
    }
}
