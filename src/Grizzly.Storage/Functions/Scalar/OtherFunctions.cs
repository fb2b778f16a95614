using System.Text;
using Grizzly.Common;
using Grizzly.Kernels;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>greatest, least, hash, random numbers and UUIDs.</summary>
internal static unsafe class OtherFunctions
{
    public static IEnumerable<ScalarFunction> All =>
    [
        Define.Custom("greatest", "Largest argument; NULLs are skipped.", "greatest(1, 3, 2)", (t, c) =>
            BindExtreme("greatest", t, c, CompareOperation.Greater), "greatest(any, ...)"),
        Define.Custom("least", "Smallest argument; NULLs are skipped.", "least(1, 3, 2)", (t, c) =>
            BindExtreme("least", t, c, CompareOperation.Less), "least(any, ...)"),
        Define.Custom("hash", "A 64-bit hash of the arguments, NULLs included.", "hash(42)", BindHash,
            "hash(any, ...) -> UBIGINT"),
        Define.Function("error", "Fails with a message.", "error('no such customer')",
            new Overload([LogicalType.Varchar], LogicalType.Null, Fail)
            {
                Volatility = Volatility.Volatile, CanFail = true,
            }),
        Define.Function("random", "A random number from 0 (included) to 1 (excluded).", "random()",
            new Overload([], LogicalType.Double, Random) { Volatility = Volatility.Volatile }),
        Define.Function("uuid", "A random UUID (version 4).", "uuid()",
            new Overload([], LogicalType.Uuid, (in ScalarCall call, ColumnVector result) =>
                Uuids(call, result, false)) { Volatility = Volatility.Volatile })
            with { Aliases = ["gen_random_uuid", "uuidv4"] },
        Define.Function("uuidv7", "A UUID that sorts by the time it was made (version 7).", "uuidv7()",
            new Overload([], LogicalType.Uuid, (in ScalarCall call, ColumnVector result) =>
                Uuids(call, result, true)) { Volatility = Volatility.Volatile }),
    ];

    private static void Fail(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++)
        {
            if (result.IsNullAt(i)) continue;
            throw Errors.Raised(Encoding.UTF8.GetString(
                StringView.SpanOf((StringView*)call.Arguments[0].AddressOf(i))));
        }
    }

    private static BoundScalar? BindExtreme(string name, IReadOnlyList<LogicalType> types,
        IReadOnlyList<Value?> constants, CompareOperation operation)
    {
        if (types.Count == 0 || TypeLattice.CommonType(types, Define.Literals(constants)) is not { } type) return null;
        if (type.IsNull) type = LogicalType.Integer;
        return new BoundScalar
        {
            Name = name,
            ArgumentTypes = [.. types.Select(_ => type)],
            ReturnType = type,
            Kernel = (in ScalarCall call, ColumnVector result) => Extreme(call, result, operation),
            Nulls = NullHandling.Custom,
        };
    }

    private static void Extreme(in ScalarCall call, ColumnVector result, CompareOperation operation)
    {
        int size = result.Type.SizeInBytes;
        ulong* better = stackalloc ulong[1];
        for (int i = 0; i < call.Count; i++)
        {
            byte* best = null;
            for (int k = 0; k < call.Arguments.Length; k++)
            {
                if (call.Arguments[k].IsNullAt(i)) continue;
                byte* candidate = call.Arguments[k].AddressOf(i);
                if (best is not null) CompareKernels.Compare(result.Physical, operation, candidate, true, best, true,
                    1, better);
                if (best is null || *better != 0) best = candidate;
            }
            if (best is null) result.SetNull(i);
            else if (result.Physical == PhysicalType.String) ((StringView*)result.Data)[i] =
                result.Arena.Add(*(StringView*)best);
            else Buffer.MemoryCopy(best, result.Data + i * size, size, size);
        }
    }

    private static BoundScalar? BindHash(IReadOnlyList<LogicalType> types, IReadOnlyList<Value?> constants) =>
        types.Count == 0 ? null : new BoundScalar
    {
        Name = "hash",
        ArgumentTypes = types,
        ReturnType = LogicalType.UBigInt,
        Kernel = Hash,
        Nulls = NullHandling.Custom,
    };

    private static void Hash(in ScalarCall call, ColumnVector result)
    {
        var hashes = (ulong*)result.Data;
        for (int k = 0; k < call.Arguments.Length; k++)
        {
            ColumnVector argument = call.Arguments[k];
            if (!argument.IsConstant)
            {
                HashKernels.Hash(argument.Physical, argument.Data, argument.Validity, call.Count, hashes, k > 0);
                continue;
            }
            ulong one;
            HashKernels.Hash(argument.Physical, argument.Data, argument.Validity, 1, &one, false);
            for (int i = 0; i < call.Count; i++) hashes[i] = k > 0 ? HashKernels.Combine(hashes[i], one) : one;
        }
    }

    private static void Random(in ScalarCall call, ColumnVector result)
    {
        for (int i = 0; i < call.Count; i++) ((double*)result.Data)[i] = System.Random.Shared.NextDouble();
    }

    private static void Uuids(in ScalarCall call, ColumnVector result, bool byTime)
    {
        Span<byte> bytes = stackalloc byte[16];
        for (int i = 0; i < call.Count; i++)
        {
            Guid guid = byTime ? Guid.CreateVersion7() : Guid.NewGuid();
            guid.TryWriteBytes(bytes, bigEndian: true, out _);
            ((UInt128*)result.Data)[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }
    }
}
