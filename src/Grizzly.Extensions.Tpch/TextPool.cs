using System.Runtime.CompilerServices;

namespace Grizzly.Extensions.Tpch;

/// <summary>
/// The 300 MiB of pseudo text (TPC-H 4.2.2.14) of which every comment is a stretch: sentences of a small grammar,
/// drawn from one stream, each followed by a space, the last one cut at the pool's end.
/// </summary>
/// <remarks>Built once per process on first use and shared by all generators; it is held weakly here and strongly by
/// the generators that used it, so the garbage collector takes it back once they are disposed or unreachable.
/// Where a sentence begins depends on all draws before it, hence no part of the pool can be had without its past;
/// keeping the stream's state every few hundred bytes and rebuilding each comment from there would need 10 MB in
/// place of 300, at several times the cost per comment.</remarks>
internal static unsafe class TextPool
{
    public const int SizeBytes = 300 * 1024 * 1024;

    /// <summary>Readable bytes behind the pool: readers copy in steps of 32, writers finish their sentence.</summary>
    public const int SlackBytes = 1024;

    private const uint Seed = 933588178;

    private static readonly Lock Gate = new();
    private static readonly WeakReference<byte[]?> Built = new(null);

    private static readonly WordList Nouns = WordLists.Nouns.WithSuffix(" ");
    private static readonly WordList Verbs = WordLists.Verbs.WithSuffix(" ");
    private static readonly WordList Adverbs = WordLists.Adverbs.WithSuffix(" ");
    private static readonly WordList Adjectives = WordLists.Adjectives.WithSuffix(" ");
    private static readonly WordList AdjectivesWithComma = WordLists.Adjectives.WithSuffix(", ");
    private static readonly WordList Auxiliaries = WordLists.Auxiliaries.WithSuffix(" ");
    private static readonly WordList Prepositions = WordLists.Prepositions.WithSuffix(" the ");
    private static readonly WordList Terminators = WordLists.Terminators.WithSuffix(" ");

    /// <summary>Sentence forms: N noun phrase, V verb phrase, P preposition; a terminator ends each.</summary>
    private static readonly WordList SentenceForms = WordList.Parse("NV*3|NVP*3|NVN*3|NPVN*1|NPVP*1");

    /// <summary>Noun phrases: N noun, J adjective, D adverb.</summary>
    private static readonly WordList NounForms = WordList.Parse("N*10|JN*20|J,JN*10|DJN*50");

    /// <summary>Verb phrases: V verb, X auxiliary, D adverb.</summary>
    private static readonly WordList VerbForms = WordList.Parse("V*30|XV*1|VD*40|XVD*1");

    /// <summary>The pool: <see cref="SizeBytes"/> bytes of ASCII plus slack. Thread-safe.</summary>
    public static byte[] Get()
    {
        lock (Gate)
        {
            if (Built.TryGetTarget(out byte[]? pool)) return pool;
            pool = Build(SizeBytes);
            Built.SetTarget(pool);
            return pool;
        }
    }

    /// <summary>The pool's first <paramref name="size"/> bytes plus slack.</summary>
    internal static byte[] Build(int size)
    {
        byte[] pool = GC.AllocateUninitializedArray<byte>(size + SlackBytes);
        fixed (byte* start = pool) WriteSentences(start, start + size);
        return pool;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteSentences(byte* output, byte* end)
    {
        RandomStream random = RandomStream.At(Seed, 0);
        while (output < end)
        {
            switch (SentenceForms.IndexOf(random.Draw()))
            {
                case 0:
                    output = VerbPhrase(NounPhrase(output, ref random), ref random);
                    break;
                case 1:
                    output = VerbPhrase(NounPhrase(output, ref random), ref random);
                    output = PrepositionalPhrase(output, ref random);
                    break;
                case 2:
                    output = VerbPhrase(NounPhrase(output, ref random), ref random);
                    output = NounPhrase(output, ref random);
                    break;
                case 3:
                    output = PrepositionalPhrase(NounPhrase(output, ref random), ref random);
                    output = NounPhrase(VerbPhrase(output, ref random), ref random);
                    break;
                default:
                    output = PrepositionalPhrase(NounPhrase(output, ref random), ref random);
                    output = PrepositionalPhrase(VerbPhrase(output, ref random), ref random);
                    break;
            }
            output = Word(output - 1, ref random, Terminators); // takes the place of the last word's space
        }
    }

    private static byte* PrepositionalPhrase(byte* output, ref RandomStream random) =>
        NounPhrase(Word(output, ref random, Prepositions), ref random);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte* NounPhrase(byte* output, ref RandomStream shared)
    {
        RandomStream random = shared;
        switch (NounForms.IndexOf(random.Draw()))
        {
            case 0:
                break;
            case 1:
                output = Word(output, ref random, Adjectives);
                break;
            case 2:
                output = Word(output, ref random, AdjectivesWithComma);
                output = Word(output, ref random, Adjectives);
                break;
            default:
                output = Word(output, ref random, Adverbs);
                output = Word(output, ref random, Adjectives);
                break;
        }
        output = Word(output, ref random, Nouns);
        shared = random;
        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static byte* VerbPhrase(byte* output, ref RandomStream shared)
    {
        RandomStream random = shared;
        int form = VerbForms.IndexOf(random.Draw());
        if ((form & 1) != 0) output = Word(output, ref random, Auxiliaries);
        output = Word(output, ref random, Verbs);
        if (form >= 2) output = Word(output, ref random, Adverbs);
        shared = random;
        return output;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Word(byte* output, ref RandomStream random, WordList words) =>
        words.Append(output, words.IndexOf(random.Draw()));
}
