namespace Grizzly.Functions;

/// <summary>The gamma function by Lanczos' approximation (g = 7, nine terms; about 15 correct digits).</summary>
internal static class GammaFunction
{
    private static readonly double[] Coefficients =
    [
        0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
            12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
    ];

    public static double Gamma(double x)
    {
        if (double.IsPositiveInfinity(x)) return x;
        if (x < 0.5) return Math.PI / (Math.Sin(Math.PI * x) * Gamma(1 - x));
        if (x == Math.Floor(x) && x <= 171)
        {
            double product = 1;
            for (int i = 2; i < x; i++) product *= i;
            return product;
        }
        double t = x + 6.5;
        return Math.Sqrt(2 * Math.PI) * Math.Pow(t, x - 0.5) * Math.Exp(-t) * Series(x - 1);
    }

    public static double LogGamma(double x)
    {
        if (double.IsPositiveInfinity(x)) return x;
        if (x < 0.5) return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - LogGamma(1 - x);
        double t = x + 6.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x - 0.5) * Math.Log(t) - t + Math.Log(Series(x - 1));
    }

    private static double Series(double x)
    {
        double sum = Coefficients[0];
        for (int i = 1; i < Coefficients.Length; i++) sum += Coefficients[i] / (x + i);
        return sum;
    }
}
