using System.IO.Compression;
using Grizzly.Common;
using Grizzly.Types;

namespace Grizzly.Formats;

/// <summary>Files as they are or packed with gzip.</summary>
internal enum FileCompression : byte
{
    /// <summary>What the file's ending says.</summary>
    Infer,
    None,
    Gzip,
}

/// <summary>Opens files so that their contents are seen unpacked.</summary>
/// <remarks>A packed file is unpacked into memory at once: ranges of it are read in any order.</remarks>
internal static class PackedFiles
{
    private const int MaxUnpackedBytes = 2_000_000_000;

    /// <exception cref="GrizzlyException">22023 for another word than none, gzip, infer and auto, 0A000 for
    /// zstd.</exception>
    public static FileCompression Parse(string word) => word.ToLowerInvariant() switch
    {
        "infer" or "auto" or "auto_detect" => FileCompression.Infer,
        "none" or "uncompressed" => FileCompression.None,
        "gzip" or "gz" => FileCompression.Gzip,
        "zstd" or "zst" => throw Errors.NotSupported("compression \"zstd\"", hint: "use gzip"),
        _ => throw Errors.InvalidArgument($"\"{word}\" is not a compression: use none, gzip or auto"),
    };

    public static bool IsPacked(string path, FileCompression compression) =>
        compression == FileCompression.Gzip
            || (compression == FileCompression.Infer && path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));

    public static IFile OpenRead(IFileSystem files, string path, FileCompression compression)
    {
        IFile file = files.Open(path, FileOpening.Read);
        if (!IsPacked(path, compression)) return file;
        using (file) return new UnpackedFile(path, Unpack(file));
    }

    /// <summary>A file that packs what is written to it from front to back.</summary>
    public static IFile OpenWrite(IFileSystem files, string temporaryPath, bool isPacked)
    {
        IFile file = files.Open(temporaryPath, FileOpening.CreateOrReplace);
        return isPacked ? new PackingFile(file) : file;
    }

    private static byte[] Unpack(IFile file)
    {
        var packed = new byte[file.Length];
        if (file.Read(0, packed) != packed.Length) throw Errors.IoFailed(file.Path, "the file became shorter");
        using var unpacked = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
            var block = new byte[1 << 16];
            for (int count; (count = gzip.Read(block)) > 0;)
            {
                unpacked.Write(block, 0, count);
                if (unpacked.Length > MaxUnpackedBytes)
                    throw new GrizzlyException(SqlStates.ProgramLimitExceeded,
                        $"\"{file.Path}\" is larger than 2 GB when unpacked");
            }
        }
        catch (InvalidDataException)
        {
            throw new GrizzlyException(SqlStates.BadCopyFileFormat, $"\"{file.Path}\" is not packed with gzip");
        }
        return unpacked.ToArray();
    }

    private sealed class UnpackedFile(string path, byte[] bytes) : IFile
    {
        public string Path => path;

        public long Length => bytes.Length;

        public int Read(long offset, Span<byte> destination)
        {
            int count = (int)Math.Clamp(bytes.Length - offset, 0, destination.Length);
            if (count > 0) bytes.AsSpan((int)offset, count).CopyTo(destination);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> source) => throw new NotSupportedException();

        public void Flush() { }

        public void SetLength(long length) => throw new NotSupportedException();

        public void Dispose() { }
    }

    private sealed class PackingFile : IFile
    {
        private readonly IFile _file;
        private readonly MemoryStream _packed = new();
        private readonly GZipStream _gzip;
        private long _position;
        private long _written;

        public PackingFile(IFile file)
        {
            _file = file;
            _gzip = new GZipStream(_packed, CompressionLevel.Optimal, leaveOpen: true);
        }

        public string Path => _file.Path;

        public long Length => _position;

        public int Read(long offset, Span<byte> destination) => throw new NotSupportedException();

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
            Check.Assert(offset == _position);
            _gzip.Write(source);
            _position += source.Length;
            Drain();
        }

        /// <summary>Ends the packed stream: nothing can be written behind.</summary>
        public void Flush()
        {
            _gzip.Dispose();
            Drain();
            _file.Flush();
        }

        public void SetLength(long length) => throw new NotSupportedException();

        public void Dispose()
        {
            _gzip.Dispose();
            _file.Dispose();
        }

        private void Drain()
        {
            _file.Write(_written, _packed.GetBuffer().AsSpan(0, (int)_packed.Length));
            _written += _packed.Length;
            _packed.SetLength(0);
        }
    }
}
