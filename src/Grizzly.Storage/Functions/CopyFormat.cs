using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>A file format of COPY. Immutable and thread-safe.</summary>
public abstract class CopyFormat
{
    /// <summary>Lower-case name, for <c>FORMAT</c>.</summary>
    public abstract string Name { get; }

    /// <summary>File name endings (with the point) that mean this format.</summary>
    public abstract IReadOnlyList<string> Extensions { get; }

    /// <summary>Settles a COPY … FROM: the result's columns have exactly the given names and types, in this
    /// order.</summary>
    /// <exception cref="GrizzlyException">22023 for a bad option, 58P01 for a missing file.</exception>
    public abstract BoundTableFunction BindRead(
        string path, IReadOnlyList<string> columnNames, IReadOnlyList<LogicalType> columnTypes,
            IReadOnlyList<CopyOption> options);

    /// <summary>Settles a COPY … TO.</summary>
    public abstract BoundCopyWriter BindWrite(string path, IReadOnlyList<CopyOption> options);
}

/// <summary>One option of COPY: <c>DELIMITER '|'</c>; <c>HEADER</c> alone has the value true. Names are lower
/// case.</summary>
public sealed record CopyOption(string Name, IReadOnlyList<Value> Values, SourceSpan Span);
