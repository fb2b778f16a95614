using Grizzly.Types;
using Grizzly.Vectors;

namespace Grizzly.Functions;

/// <summary>Takes structs apart into a vector per field. Not thread-safe.</summary>
internal sealed unsafe class StructColumns(LogicalType type)
{
    public ColumnVector[] Fields { get; } = [.. type.Children.Select(field => new ColumnVector(field))];

    /// <summary>Fills the fields from a flat or constant vector; all NULL where the struct is.</summary>
    public void Fill(ColumnVector structs, int count)
    {
        foreach (ColumnVector field in Fields) field.SetFlat();
        for (int row = 0; row < count; row++)
        {
            if (structs.IsNullAt(row))
            {
                foreach (ColumnVector field in Fields) field.SetNull(row);
                continue;
            }
            var reader = new NestedReader(NestedVectors.BytesOf(structs, row));
            foreach (ColumnVector field in Fields) NestedVectors.ReadField(ref reader, field, row);
        }
    }
}
