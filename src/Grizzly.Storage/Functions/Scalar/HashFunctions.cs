using System.Buffers.Binary;
using System.Security.Cryptography;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Checksums of strings and BLOBs.</summary>
internal static unsafe class HashFunctions
{
    private static readonly LogicalType Text = LogicalType.Varchar, Blob = LogicalType.Blob;

    public static IEnumerable<ScalarFunction> All =>
    [
        Make("sha1", "SHA-1", SHA1.HashSizeInBytes, static (text, hash) => SHA1.HashData(text, hash)),
        Make("md5", "MD5", MD5.HashSizeInBytes, static (text, hash) => MD5.HashData(text, hash)),
        Make("sha256", "SHA-256", SHA256.HashSizeInBytes, static (text, hash) => SHA256.HashData(text, hash)),
        Make("sha384", "SHA-384", SHA384.HashSizeInBytes, static (text, hash) => SHA384.HashData(text, hash)),
        Make("sha512", "SHA-512", SHA512.HashSizeInBytes, static (text, hash) => SHA512.HashData(text, hash)),
        Define.Function("crc32", "CRC-32 checksum (IEEE 802.3).", "crc32('a')",
            new Overload([Text], LogicalType.BigInt, Crc32), new Overload([Blob], LogicalType.BigInt, Crc32)),
        Define.Function("md5_number", "MD5 checksum as a number.", "md5_number('a')",
            new Overload([Text], LogicalType.UHugeInt, Number), new Overload([Blob], LogicalType.UHugeInt, Number)),
        Define.Function("md5_number_lower", "Lower 64 bits of the MD5 checksum.", "md5_number_lower('a')",
            new Overload([Text], LogicalType.UBigInt, (in ScalarCall call, ColumnVector result) =>
                Half(call, result, false))),
        Define.Function("md5_number_upper", "Upper 64 bits of the MD5 checksum.", "md5_number_upper('a')",
            new Overload([Text], LogicalType.UBigInt, (in ScalarCall call, ColumnVector result) =>
                Half(call, result, true))),
    ];

    private delegate void Hasher(ReadOnlySpan<byte> text, Span<byte> hash);

    private static ScalarFunction Make(string name, string title, int size, Hasher hasher)
    {
        ScalarKernel kernel = (in ScalarCall call, ColumnVector result) =>
        {
            var text = new Column<StringView>(call.Arguments[0]);
            Span<byte> hash = stackalloc byte[size], digits = stackalloc byte[size * 2];
            for (int i = 0; i < call.Count; i++)
            {
                hasher(StringView.SpanOf(text.At(i)), hash);
                Convert.TryToHexStringLower(hash, digits, out _);
                ((StringView*)result.Data)[i] = result.IsNullAt(i) ? default : result.Arena.Add(digits);
            }
        };
        return Define.Function(name, $"{title} checksum as hexadecimal digits.", $"{name}('a')",
            new Overload([Text], Text, kernel), new Overload([Blob], Text, kernel));
    }

    private static void Crc32(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
            ((long*)result.Data)[i] = System.IO.Hashing.Crc32.HashToUInt32(StringView.SpanOf(text.At(i)));
    }

    private static void Number(in ScalarCall call, ColumnVector result)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++) ((UInt128*)result.Data)[i] = Md5(text.At(i));
    }

    private static void Half(in ScalarCall call, ColumnVector result, bool isUpper)
    {
        var text = new Column<StringView>(call.Arguments[0]);
        for (int i = 0; i < call.Count; i++)
        {
            UInt128 number = Md5(text.At(i));
            ((ulong*)result.Data)[i] = (ulong)(isUpper ? number >> 64 : number);
        }
    }

    private static UInt128 Md5(StringView* text)
    {
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(StringView.SpanOf(text), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
