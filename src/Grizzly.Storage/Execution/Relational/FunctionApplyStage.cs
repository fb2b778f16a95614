using Grizzly.Common;
using Grizzly.Functions;
using Grizzly.Logical;
using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Execution;

/// <summary>
/// Calls a table function for each input row and yields the row beside each of the call's rows. Calls with a few rows
/// each share chunks.
/// </summary>
/// <param name="arguments">Positions of the arguments in the input.</param>
/// <param name="inputColumns">How many of the input's columns are shown.</param>
internal sealed class FunctionApplyStage(
    TableFunctionCall call, int[] arguments, int inputColumns, IReadOnlyList<LogicalType> functionTypes) : PhysicalStage
{
    public override StageState OpenState(QueryContext context) =>
        new State(call, arguments, inputColumns, functionTypes, context);

    private sealed unsafe class State(
        TableFunctionCall call, int[] arguments, int inputColumns, IReadOnlyList<LogicalType> functionTypes,
        QueryContext context) : StageState
    {
        private readonly ushort[] _selection = GC.AllocateArray<ushort>(ColumnVector.MaxCapacity + 64, pinned: true);
        private readonly int[] _columns = [.. Enumerable.Range(0, functionTypes.Count)];
        private readonly DataChunk _called = new(functionTypes);
        private int _row;
        private ITableFunctionSource? _source;
        private ITableFunctionReader? _reader;

        public override StageResult Execute(DataChunk input, DataChunk output)
        {
            int count = 0;
            for (int i = 0; i < functionTypes.Count; i++) output.Columns[inputColumns + i].SetFlat();
            while (_row < input.Count && count < context.VectorSize)
            {
                if (_reader is null) Open(input);
                if (!_reader!.Read(_called, context.VectorSize - count, out _, context.Cancellation))
                {
                    Close();
                    _row++;
                    continue;
                }
                for (int i = 0; i < functionTypes.Count; i++)
                {
                    VectorSelect.Copy(
                        _called.Columns[i], 0, _called.Count, output.Columns[inputColumns + i], count);
                }
                for (int i = 0; i < _called.Count; i++) _selection[count + i] = (ushort)_row;
                count += _called.Count;
            }
            fixed (ushort* selection = _selection)
            {
                for (int i = 0; i < inputColumns; i++)
                    VectorSelect.Select(input.Columns[i], selection, count, output.Columns[i]);
            }
            output.SetCount(count);
            if (_row < input.Count) return StageResult.HasMore;
            _row = 0;
            return StageResult.NeedsInput;
        }

        public override void Dispose()
        {
            Close();
            _called.Dispose();
        }

        private void Open(DataChunk input)
        {
            context.ThrowIfCancelled();
            BoundTableFunction function = call([.. arguments.Select(column => input.Columns[column].GetValue(_row))]);
            for (int i = 0; i < functionTypes.Count; i++)
            {
                if (i >= function.ColumnTypes.Count || function.ColumnTypes[i] != functionTypes[i])
                    throw Errors.NotSupported($"{function.Name} with columns that depend on its arguments");
            }
            _source = function.Open(_columns, context.Evaluation.Statement);
            _reader = _source.OpenReader();
        }

        private void Close()
        {
            _reader?.Dispose();
            _source?.Dispose();
            (_reader, _source) = (null, null);
        }
    }
}
