namespace Grizzly.Vectors;

/// <summary>How a <see cref="ColumnVector"/> represents its rows.</summary>
public enum VectorEncoding : byte
{
    /// <summary>One value per row at <see cref="ColumnVector.Data"/>.</summary>
    Flat,

    /// <summary>One value for all rows at <see cref="ColumnVector.Data"/>; validity bit 0 says whether it is
    /// NULL.</summary>
    Constant,

    /// <summary>One uint32 code per row at <see cref="ColumnVector.Codes"/> into <see cref="ColumnVector.Dictionary"/>;
    /// NULLs in the row validity.</summary>
    Dictionary,
}
