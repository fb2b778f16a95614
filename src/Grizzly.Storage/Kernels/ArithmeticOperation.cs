namespace Grizzly.Kernels;

/// <summary>The operations <see cref="ArithmeticKernels"/> runs.</summary>
public enum ArithmeticOperation : byte
{
    Add,
    Subtract,
    Multiply,
}
