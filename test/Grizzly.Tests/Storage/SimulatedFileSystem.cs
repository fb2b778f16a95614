using Grizzly.Common;

namespace Grizzly.Tests.Storage;

/// <summary>
/// Files in memory whose unflushed writes can be lost, torn and reordered in a crash, and which fail on demand.
/// Deterministic by seed.
/// </summary>
internal sealed class SimulatedFileSystem(int seed = 0) : IFileSystem
{
    private const int SectorBytes = 512;
    private readonly Dictionary<string, Content> _files = [];
    private readonly Lock _gate = new();
    private readonly Random _random = new(seed);

    /// <summary>Writes, flushes, renames and so on so far.</summary>
    public int OperationCount { get; private set; }

    /// <summary>The operation that crashes (and every one after it), or -1.</summary>
    public int CrashAt { get; set; } = -1;

    /// <summary>The operation that fails once with 53100 or 58030, or -1.</summary>
    public int FailAt { get; set; } = -1;

    /// <summary>The file whose disk is full for now, or null.</summary>
    public string? FailWritesTo { get; set; }

    public bool IsCrashed { get; private set; }

    public IFile Open(string path, FileOpening opening)
    {
        lock (_gate)
        {
            Step(path);
            if (!_files.TryGetValue(path, out Content? content))
            {
                if (opening is FileOpening.Read or FileOpening.Write) throw Errors.FileNotFound(path);
                _files[path] = content = new Content();
            }
            if (content.IsLocked) throw Errors.FileInUse(path);
            if (opening == FileOpening.CreateOrReplace) content.Write(0, [], 0);
            content.IsLocked = opening != FileOpening.Read;
            return new Handle(this, content, path);
        }
    }

    public bool Exists(string path)
    {
        lock (_gate) return _files.ContainsKey(path);
    }

    public void Delete(string path)
    {
        lock (_gate)
        {
            Step(path);
            _files.Remove(path);
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            Step(from);
            _files[to] = _files[from];
            _files.Remove(from);
        }
    }

    public void FlushDirectory(string path)
    {
        lock (_gate) Step(path);
    }

    public IReadOnlyList<string> List(string directory, string prefix)
    {
        lock (_gate) return [.. _files.Keys.Where(p => Path.GetFileName(p).StartsWith(prefix,
            StringComparison.Ordinal))];
    }

    public void CreateDirectory(string directory) { }

    public string FullPath(string path) => path.StartsWith('/') ? path : "/" + path;

    /// <summary>The whole content of a file, to damage it.</summary>
    public byte[] Bytes(string path) => _files[path].Current;

    public void SetBytes(string path, byte[] bytes) =>
        _files[path] = new Content { Current = bytes, Durable = [.. bytes] };

    /// <summary>
    /// The machine comes up again: of the writes not flushed, any subset of sectors made it, in any order.
    /// </summary>
    public void Restart()
    {
        lock (_gate)
        {
            foreach (Content content in _files.Values)
            {
                content.Crash(_random);
                content.IsLocked = false;
            }
            IsCrashed = false;
            CrashAt = FailAt = -1;
        }
    }

    /// <summary>The process dies, the machine does not: everything written stays.</summary>
    public void KillProcess()
    {
        lock (_gate)
        {
            foreach (Content content in _files.Values)
            {
                content.Pending.Clear();
                content.Durable = [.. content.Current];
                content.IsLocked = false;
            }
            IsCrashed = false;
            CrashAt = FailAt = -1;
        }
    }

    private void Step(string path)
    {
        if (IsCrashed) throw Errors.IoFailed(path, "the machine is off");
        int operation = OperationCount++;
        if (operation == CrashAt)
        {
            IsCrashed = true;
            throw Errors.IoFailed(path, "the machine went off");
        }
        if (operation == FailAt) throw operation % 2 == 0 ? Errors.DiskFull(path) : Errors.IoFailed(path, "injected");
    }

    private sealed class Content
    {
        public byte[] Current = [];
        public byte[] Durable = [];

        /// <summary>Writes since the last flush: offset, bytes, and the length of the file afterwards.</summary>
        public readonly List<(long Offset, byte[] Bytes, long Length)> Pending = [];
        public bool IsLocked;

        public void Write(long offset, ReadOnlySpan<byte> bytes, long length)
        {
            Apply(ref Current, offset, bytes, length);
            Pending.Add((offset, bytes.ToArray(), length));
        }

        public void Flush()
        {
            foreach ((long offset, byte[] bytes, long length) in Pending) Apply(ref Durable, offset, bytes, length);
            Pending.Clear();
        }

        public void Crash(Random random)
        {
            // Length changes and sectors of writes survive or not, each by itself.
            foreach ((long offset, byte[] bytes, long length) in Pending)
            {
                if (random.Next(3) == 0) continue;
                if (bytes.Length == 0)
                {
                    Apply(ref Durable, 0, [], length);
                    continue;
                }
                for (int at = 0; at < bytes.Length;)
                {
                    int count = (int)Math.Min(SectorBytes - (offset + at) % SectorBytes, bytes.Length - at);
                    if (random.Next(4) != 0)
                        Apply(ref Durable, offset + at, bytes.AsSpan(at, count),
                            Math.Max(Durable.Length, offset + at + count));
                    at += count;
                }
            }
            Pending.Clear();
            Current = [.. Durable];
        }

        private static void Apply(ref byte[] target, long offset, ReadOnlySpan<byte> bytes, long length)
        {
            if (target.Length != length) Array.Resize(ref target, (int)length);
            bytes.CopyTo(target.AsSpan((int)offset));
        }
    }

    private sealed class Handle(SimulatedFileSystem owner, Content content, string path) : IFile
    {
        public string Path => path;

        public long Length
        {
            get { lock (owner._gate) return content.Current.Length; }
        }

        public int Read(long offset, Span<byte> destination)
        {
            lock (owner._gate)
            {
                if (owner.IsCrashed) throw Errors.IoFailed(path, "the machine is off");
                if (offset >= content.Current.Length) return 0;
                int count = (int)Math.Min(destination.Length, content.Current.Length - offset);
                content.Current.AsSpan((int)offset, count).CopyTo(destination);
                return count;
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> source)
        {
            lock (owner._gate)
            {
                if (path == owner.FailWritesTo) throw Errors.DiskFull(path);
                try
                {
                    owner.Step(path);
                }
                catch (GrizzlyException) when (source.Length > 0)
                {
                    // A failing write may still have written some of its bytes.
                    int part = owner._random.Next(source.Length);
                    content.Write(offset, source[..part], Math.Max(content.Current.Length, offset + part));
                    throw;
                }
                content.Write(offset, source, Math.Max(content.Current.Length, offset + source.Length));
            }
        }

        public void Flush()
        {
            lock (owner._gate)
            {
                owner.Step(path);
                content.Flush();
            }
        }

        public void SetLength(long length)
        {
            lock (owner._gate)
            {
                owner.Step(path);
                content.Write(0, [], length);
            }
        }

        public void Dispose()
        {
            lock (owner._gate) content.IsLocked = false;
        }
    }
}
