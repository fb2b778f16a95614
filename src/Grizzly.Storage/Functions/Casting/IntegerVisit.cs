using System.Numerics;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Functions;

/// <summary>Something to be done for one integer layout.</summary>
internal interface IIntegerVisitor<TResult>
{
    TResult Visit<T>() where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>;
}

/// <summary>Chooses the .NET type of an integer layout, once per expression.</summary>
internal static class IntegerVisit
{
    public static TResult Visit<TVisitor, TResult>(PhysicalType type, TVisitor visitor)
        where TVisitor : struct, IIntegerVisitor<TResult> =>
        type switch
        {
            PhysicalType.Bool or PhysicalType.UInt8 => visitor.Visit<byte>(),
            PhysicalType.Int8 => visitor.Visit<sbyte>(),
            PhysicalType.Int16 => visitor.Visit<short>(),
            PhysicalType.Int32 => visitor.Visit<int>(),
            PhysicalType.Int64 => visitor.Visit<long>(),
            PhysicalType.Int128 => visitor.Visit<Int128>(),
            PhysicalType.UInt16 => visitor.Visit<ushort>(),
            PhysicalType.UInt32 => visitor.Visit<uint>(),
            PhysicalType.UInt64 => visitor.Visit<ulong>(),
            PhysicalType.UInt128 => visitor.Visit<UInt128>(),
            _ => throw Errors.Internal($"{type} is not an integer"),
        };
}
