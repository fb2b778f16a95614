using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Grizzly.Types;

namespace Grizzly.Data;

/// <summary>A value for <c>$name</c>, <c>@name</c>, <c>:name</c>, <c>$1</c> or <c>?</c>. Not thread-safe.</summary>
/// <remarks>
/// The name may be written with or without its sigil; a parameter without a name is positional. The SQL type follows
/// from the value's CLR type unless <see cref="DbType"/> or <see cref="GrizzlyType"/> is set: numbers, strings, bool,
/// byte[], Guid, enums (as numbers), DateTime (Utc: TIMESTAMPTZ; else TIMESTAMP), DateTimeOffset, DateOnly, TimeOnly,
/// TimeSpan (INTERVAL).
/// </remarks>
public sealed class GrizzlyParameter : DbParameter
{
    private string _name = "";
    private string? _bare;
    private string _sourceColumn = "";
    private GrizzlyType? _type;
    private DbType? _dbType;

    public GrizzlyParameter()
    {
    }

    /// <summary>A positional parameter.</summary>
    public GrizzlyParameter(object? value) => Value = value;

    /// <summary>A named value; a <see cref="Data.GrizzlyType"/> or <see cref="DbType"/> in its place is taken as the
    /// type of a value yet to be set. (Overloads for those two would take the literal 0, which converts to any enum,
    /// for a type.)</summary>
    public GrizzlyParameter(string? name, object? value)
    {
        ParameterName = name;
        if (value is GrizzlyType type) GrizzlyType = type;
        else if (value is DbType dbType) DbType = dbType;
        else Value = value;
    }

    public GrizzlyParameter(string? name, GrizzlyType type, object? value)
        : this(name, value) => GrizzlyType = type;

    public GrizzlyParameter(string? name, DbType type, object? value)
        : this(name, value) => DbType = type;

    [AllowNull]
    public override string ParameterName
    {
        get => _name;
        set
        {
            _name = value ?? "";
            _bare = null;
        }
    }

    /// <summary>The value; null and DBNull are NULL. One that was never set cannot be executed with.</summary>
    public override object? Value
    {
        get => field;
        set
        {
            field = value;
            IsSet = true;
        }
    }

    internal bool IsSet { get; private set; }

    /// <summary>The type as ADO.NET names it; String as long as neither it nor a value says otherwise.</summary>
    public override DbType DbType
    {
        get => _dbType ?? (GrizzlyType == GrizzlyType.Unknown
            ? Value is null or DBNull ? DbType.String : DbType.Object
            : TypeMap.DbTypeOf(GrizzlyType));
        set
        {
            _type = TypeMap.FromDbType(value);
            _dbType = value;
        }
    }

    /// <summary>The type as Grizzly names it: the one set, or else the one the value has.</summary>
    public GrizzlyType GrizzlyType
    {
        get => _type ?? (Value is null or DBNull ? GrizzlyType.Unknown : (GrizzlyType)ToValue("").Type.Id);
        set
        {
            _type = value == GrizzlyType.Unknown ? null : value;
            _dbType = null;
        }
    }

    /// <summary>Only <see cref="ParameterDirection.Input"/>: Grizzly has no procedures that return values.</summary>
    /// <exception cref="ArgumentException">Any other direction.</exception>
    public override ParameterDirection Direction
    {
        get => ParameterDirection.Input;
        set
        {
            if (value != ParameterDirection.Input)
                throw new ArgumentException($"parameters can only be Input, not {value}", nameof(value));
        }
    }

    public override bool IsNullable { get; set; }

    /// <summary>Digits of a DECIMAL; 0 takes as many as the value has.</summary>
    public override byte Precision { get; set; }

    /// <summary>Digits after the point of a DECIMAL; counts only together with <see cref="Precision"/>.</summary>
    public override byte Scale { get; set; }

    /// <summary>The most characters or bytes of the value that are passed; 0 passes all.</summary>
    public override int Size
    {
        get => field;
        set =>
            field = value < -1
                ? throw new ArgumentOutOfRangeException(nameof(value), value, "the size is negative")
                : value;
    }

    [AllowNull]
    public override string SourceColumn { get => _sourceColumn; set => _sourceColumn = value ?? ""; }

    public override bool SourceColumnNullMapping { get; set; }

    public override DataRowVersion SourceVersion { get; set; } = DataRowVersion.Current;

    public override void ResetDbType()
    {
        _type = null;
        _dbType = null;
    }

    public override string ToString() => ParameterName;

    /// <summary>The name without its sigil.</summary>
    internal ReadOnlySpan<char> BareName => Bare(_name);

    /// <summary><see cref="BareName"/> as a string, made once.</summary>
    internal string BareText => _bare ??= BareName.Length == _name.Length ? _name : BareName.ToString();

    internal static ReadOnlySpan<char> Bare(string name) =>
        name.Length > 0 && (name[0] is '$' or '@' or ':') ? name.AsSpan(1) : name;

    internal Value ToValue(string name)
    {
        object? value = Value;
        if (Size > 0)
        {
            if (value is string text && text.Length > Size) value = text[..Size];
            else if (value is byte[] bytes && bytes.Length > Size) value = bytes[..Size];
        }
        return ParameterValues.Convert(value, _type ?? GrizzlyType.Unknown, Precision, Scale, name);
    }

    internal GrizzlyParameter Clone() => (GrizzlyParameter)MemberwiseClone();
}
