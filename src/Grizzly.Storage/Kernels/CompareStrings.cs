using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Grizzly.Types;

namespace Grizzly.Kernels;

/// <summary>Comparisons of string views: length and prefix first, the bytes only where those agree.</summary>
internal static unsafe class CompareStrings
{
    public static void Run(CompareOperation operation, StringView* left, StringView* right, bool rightIsConstant,
        int count, ulong* mask)
    {
        if (operation == CompareOperation.Equal)
        {
            if (rightIsConstant && right->IsInline) EqualShortConstant(left, right, count, mask);
            else Equal(left, right, rightIsConstant ? 0 : 1, count, mask);
        }
        else
        {
            Order(left, right, rightIsConstant ? 0 : 1, operation == CompareOperation.Less ? -1 : 1, count, mask);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EqualShortConstant(StringView* left, StringView* right, int count, ulong* mask)
    {
        ulong low = right->LowWord, high = right->HighWord;
        ulong* words = (ulong*)left;
        for (int start = 0; start < count; start += 64)
        {
            int end = Math.Min(64, count - start);
            ulong bits = 0;
            for (int i = 0; i < end; i++)
            {
                ulong difference = (words[2 * i] ^ low) | (words[2 * i + 1] ^ high);
                bits |= (difference == 0 ? 1UL : 0) << i;
            }
            mask[start >> 6] = bits;
            words += 128;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Equal(StringView* left, StringView* right, int rightStep, int count, ulong* mask)
    {
        for (int start = 0; start < count; start += 64)
        {
            int end = Math.Min(count, start + 64);
            ulong bits = 0;
            for (int i = start; i < end; i++)
            {
                StringView* l = left + i, r = right + (long)i * rightStep;
                if (l->LowWord == r->LowWord
                    && (l->HighWord == r->HighWord || (!l->IsInline && StringView.Equals(*l, *r))))
                    bits |= 1UL << (i - start);
            }
            mask[start >> 6] = bits;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Order(StringView* left, StringView* right, int rightStep, int sign, int count, ulong* mask)
    {
        for (int start = 0; start < count; start += 64)
        {
            int end = Math.Min(count, start + 64);
            ulong bits = 0;
            for (int i = start; i < end; i++)
            {
                StringView* l = left + i, r = right + (long)i * rightStep;
                uint leftPrefix = BinaryPrimitives.ReverseEndianness((uint)(l->LowWord >> 32));
                uint rightPrefix = BinaryPrimitives.ReverseEndianness((uint)(r->LowWord >> 32));
                bool holds = leftPrefix != rightPrefix
                    ? leftPrefix < rightPrefix == sign < 0
                    : Math.Sign(StringView.SpanOf(l).SequenceCompareTo(StringView.SpanOf(r))) == sign;
                bits |= (holds ? 1UL : 0) << (i - start);
            }
            mask[start >> 6] = bits;
        }
    }
}
