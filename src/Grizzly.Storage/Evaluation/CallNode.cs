using System.Runtime.InteropServices;
using Grizzly.Functions;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Evaluation;

/// <summary>A call of a scalar function (casts are calls too).</summary>
/// <remarks>
/// Constant arguments are computed once for all rows. An immutable function of one dictionary vector (the others
/// constant) runs over the dictionary,
/// once per dictionary, and its result is a dictionary vector over the same codes.
/// </remarks>
internal sealed unsafe class CallNode : ExpressionNode
{
    private const int LargestDictionary = 1 << 16;

    private readonly BoundScalar _function;
    private readonly ExpressionNode[] _arguments;
    private readonly EvaluationContext _context;
    private readonly ColumnVector[] _flat;
    private readonly ColumnVector[] _vectors;
    private readonly ColumnVector _result;
    private readonly object? _state;
    private readonly bool _mayRunOnDictionary;
    private readonly DictionaryResults _dictionaryResults = new();

    public CallNode(BoundScalar function, ExpressionNode[] arguments, EvaluationContext context)
        : base(function.ReturnType)
    {
        _function = function;
        _arguments = arguments;
        _context = context;
        _flat = [.. arguments.Select(argument => new ColumnVector(argument.Type))];
        _vectors = new ColumnVector[arguments.Length];
        _result = new ColumnVector(function.ReturnType);
        _state = function.CreateState?.Invoke();
        _mayRunOnDictionary = function.Volatility == Volatility.Immutable && !function.CanFail
            && function.Nulls == NullHandling.Propagates;
    }

    public override ColumnVector Evaluate(DataChunk input)
    {
        int count = input.Count;
        bool allConstant = _function.Volatility != Volatility.Volatile && count > 0;
        int dictionaries = 0, dictionaryAt = -1;
        bool othersConstant = true;
        for (int i = 0; i < _arguments.Length; i++)
        {
            ColumnVector vector = _arguments[i].Evaluate(input);
            _vectors[i] = vector;
            allConstant &= vector.IsConstant;
            if (vector.Encoding == VectorEncoding.Dictionary)
            {
                dictionaries++;
                dictionaryAt = i;
            }
            else
            {
                othersConstant &= vector.IsConstant;
            }
            if (_function.Nulls == NullHandling.Propagates && vector.IsConstantNull)
            {
                _result.SetConstantNull();
                return _result;
            }
        }
        if (_mayRunOnDictionary && dictionaries == 1 && othersConstant
            && TryOverDictionary(dictionaryAt)) return _result;
        Run(allConstant ? 1 : count);
        if (allConstant) MakeConstant();
        return _result;
    }

    private void Run(int count)
    {
        for (int i = 0; i < _vectors.Length; i++)
        {
            if (_vectors[i].Encoding != VectorEncoding.Dictionary) continue;
            _flat[i].Reference(_vectors[i]);
            _flat[i].Flatten(count);
            _vectors[i] = _flat[i];
        }
        _result.SetFlat();
        if (_function.Nulls == NullHandling.Propagates)
        {
            CombineValidity(count);
            _result.ClearNullStrings(count);
        }
        _function.Kernel(new ScalarCall(_vectors, count, _state, _context.Statement), _result);
    }

    private void CombineValidity(int count)
    {
        ulong* own = null;
        int words = (count + 63) >> 6;
        foreach (ColumnVector vector in _vectors)
        {
            if (vector.Validity is null || vector.IsConstant) continue;
            if (own is null)
            {
                own = _result.OwnValidity();
                Buffer.MemoryCopy(vector.Validity, own, words * 8, words * 8);
                _result.UseValidity(own);
            }
            else
            {
                for (int i = 0; i < words; i++) own[i] &= vector.Validity[i];
            }
        }
    }

    private void MakeConstant()
    {
        if (_result.IsNullAt(0))
        {
            _result.SetConstantNull();
            return;
        }
        _result.FlatToConstant();
    }

    private bool TryOverDictionary(int index)
    {
        ColumnVector argument = _vectors[index];
        VectorDictionary dictionary = argument.Dictionary!;
        if (dictionary.Count > LargestDictionary) return false;
        VectorDictionary? results = _dictionaryResults.Find(dictionary, out bool isKnown);
        if (!isKnown)
        {
            results = ComputeOverDictionary(index, dictionary);
            _dictionaryResults.Add(dictionary, results);
        }
        if (results is null) return false;
        _result.BorrowDictionary(results, argument.Codes, argument.Validity);
        return true;
    }

    private VectorDictionary? ComputeOverDictionary(int index, VectorDictionary dictionary)
    {
        int inputSize = dictionary.Type.SizeOf(), outputSize = Type.SizeInBytes;
        byte* results = _dictionaryResults.Allocate((long)dictionary.Count * outputSize);
        ColumnVector argument = _vectors[index];
        bool complete = true;
        for (int start = 0; start < dictionary.Count && complete; start += ColumnVector.MaxCapacity)
        {
            int count = Math.Min(ColumnVector.MaxCapacity, dictionary.Count - start);
            _flat[index].BorrowFlat(dictionary.Values + (long)start * inputSize, null);
            _vectors[index] = _flat[index];
            Run(count);
            complete = _result.Validity is null;
            if (complete) CopyResults(results + (long)start * outputSize, count);
        }
        _vectors[index] = argument;
        return complete ? new VectorDictionary(Type.Physical, results, dictionary.Count) : null;
    }

    private void CopyResults(byte* target, int count)
    {
        long bytes = (long)count * Type.SizeInBytes;
        Buffer.MemoryCopy(_result.Data, target, bytes, bytes);
        if (Type.Physical != PhysicalType.String) return;
        StringView* views = (StringView*)target;
        for (int i = 0; i < count; i++) views[i] = _dictionaryResults.Arena.Add(views[i]);
    }
}

/// <summary>Results per dictionary, for the dictionaries a thread met lately. Owns the results' memory.</summary>
internal sealed unsafe class DictionaryResults
{
    private const int MostDictionaries = 64;

    private readonly Dictionary<long, VectorDictionary?> _results = [];
    private readonly List<nint> _blocks = [];

    ~DictionaryResults() => Clear();

    public StringArena Arena { get; } = new();

    public VectorDictionary? Find(VectorDictionary dictionary, out bool isKnown)
    {
        isKnown = _results.TryGetValue(dictionary.Id, out VectorDictionary? results);
        return results;
    }

    /// <summary>Remembers a result; null says that the function cannot run over this dictionary.</summary>
    public void Add(VectorDictionary dictionary, VectorDictionary? results) => _results[dictionary.Id] = results;

    public byte* Allocate(long bytes)
    {
        if (_results.Count >= MostDictionaries)
        {
            Clear();
            Arena.Reset();
        }
        byte* block = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + 64), 64);
        _blocks.Add((nint)block);
        return block;
    }

    private void Clear()
    {
        _results.Clear();
        foreach (nint block in _blocks) NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }
}
