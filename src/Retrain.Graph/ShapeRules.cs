using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>What the shape rules of many operators check and compute.</summary>
internal static class ShapeRules
{
    /// <summary>Longest list whose elements are followed (<see cref="Fact.Content"/>).</summary>
    private const int LongestContent = 64;

    /// <summary>Checks the number of inputs.</summary>
    public static void Count(IReadOnlyList<Fact> inputs, int least, int most = 0)
    {
        most = Math.Max(least, most);
        if (inputs.Count < least || inputs.Count > most)
        {
            throw new GraphException($"it has {inputs.Count} inputs, expected {(least == most ? $"{least}" : $"{least} to {most}")}");
        }
    }

    /// <summary>Checks an element type.</summary>
    public static void Type(Fact fact, string what, params ReadOnlySpan<ElementType> allowed)
    {
        if (!allowed.Contains(fact.Type))
        {
            throw new GraphException($"{what} has elements of type {fact.Type}, expected {string.Join(" or ", allowed.ToArray())}");
        }
    }

    /// <summary>Checks that elements are numbers.</summary>
    public static void Number(Fact fact, string what)
    {
        if (!fact.Type.IsNumber())
        {
            throw new GraphException($"{what} has elements of type {fact.Type}, expected numbers");
        }
    }

    /// <summary>Checks that both have elements of one type.</summary>
    public static void SameType(Fact a, Fact b)
    {
        if (a.Type != b.Type)
        {
            throw new GraphException($"the inputs have elements of type {a.Type} and {b.Type}, expected one type");
        }
    }

    /// <summary>Checks a number of axes.</summary>
    public static void Rank(Fact fact, string what, int rank)
    {
        if (fact.Rank != rank)
        {
            throw new GraphException($"{what} has the shape [{string.Join(", ", fact.Shape)}], expected {rank} axes");
        }
    }

    /// <summary>Checks the name of an axis.</summary>
    public static void Axis(int axis, int rank)
    {
        if (axis < 0 || axis >= rank)
        {
            throw new GraphException($"there is no axis {axis} among {rank} axes");
        }
    }

    /// <summary>Checks names of axes: each exists and occurs once.</summary>
    public static void Axes(ImmutableArray<int> axes, int rank)
    {
        foreach (int axis in axes)
        {
            Axis(axis, rank);
        }

        if (axes.Distinct().Count() != axes.Length)
        {
            throw new GraphException($"an axis occurs twice in [{string.Join(", ", axes)}]");
        }
    }

    /// <summary>Checks two numbers of an attribute: at least 1 each.</summary>
    public static void Positive((int Height, int Width) pair, string what)
    {
        if (pair.Height < 1 || pair.Width < 1)
        {
            throw new GraphException($"{what} is {pair.Height} x {pair.Width}, expected at least 1 x 1");
        }
    }

    /// <summary>A length that has to be known.</summary>
    public static int Known(Dimension length, string what) =>
        length.Length ?? throw new GraphException($"{what} is open, expected a number");

    /// <summary>The length of two axes that have to be equally long.</summary>
    public static Dimension Same(Dimension a, Dimension b, string what)
    {
        if (a.Length is { } first && b.Length is { } second && first != second)
        {
            throw new GraphException($"{what} are {first} and {second}, expected to be equal");
        }

        return a.Length is null && (b.Length is not null || a.Symbol is null) ? b : a;
    }

    /// <summary>A length times a number. An open one remembers the number, so that <see cref="Divide"/> gives its symbol back.</summary>
    public static Dimension Times(Dimension length, int factor) => length switch
    {
        _ when factor == 1 => length,
        { Length: { } known } => Fit((long)known * factor),
        { Symbol: { } symbol } when factor > 1 => new Dimension(null, $"{factor}*{symbol}"),
        _ => factor == 0 ? 0 : Dimension.Open,
    };

    /// <summary>A length over a number that has to divide it.</summary>
    public static Dimension Divide(Dimension length, int divisor, string what) => length switch
    {
        _ when divisor == 1 => length,
        { Length: { } known } => known % divisor == 0
            ? known / divisor
            : throw new GraphException($"{what} is {known}, expected a multiple of {divisor}"),
        { Symbol: { } symbol } when symbol.StartsWith($"{divisor}*", StringComparison.Ordinal) =>
            new Dimension(null, symbol[$"{divisor}*".Length..]),
        _ => Dimension.Open,
    };

    /// <summary>A length plus a number.</summary>
    public static Dimension Plus(Dimension length, long more)
    {
        if (more == 0)
        {
            return length;
        }

        return length.Length is { } known ? Fit(known + more) : Dimension.Open;
    }

    /// <summary>A computed length; it has to be one.</summary>
    public static int Fit(long length) =>
        length is >= 0 and <= int.MaxValue ? (int)length : throw new GraphException($"{length} is no length of an axis");

    /// <summary>Elements of an input that holds lengths (a shape, a size), each known or open.</summary>
    /// <exception cref="GraphException">It is no list of whole numbers, or it is not known how many there are.</exception>
    public static ImmutableArray<Dimension> Sizes(Fact list, string what)
    {
        Rank(list, what, 1);
        Type(list, what, ElementType.Int32, ElementType.Int64);
        if (list.Content is { } content)
        {
            return content;
        }

        return list.Shape[0].Length is { } count && count <= LongestContent
            ? [.. Enumerable.Repeat(Dimension.Open, count)]
            : throw new GraphException($"{what} has {list.Shape[0]} elements: it is not known how many axes the result has");
    }

    /// <summary>Checks known elements of <see cref="Sizes"/>: none is below 0.</summary>
    public static ImmutableArray<Dimension> Lengths(Fact list, string what)
    {
        ImmutableArray<Dimension> sizes = Sizes(list, what);
        return sizes.All(s => s.Length is null or >= 0)
            ? sizes
            : throw new GraphException($"{what} is [{string.Join(", ", sizes)}], expected no length below 0");
    }

    /// <summary>Elements of a list or a scalar as far as they are known; <see langword="null"/>: not even how many.</summary>
    public static ImmutableArray<Dimension>? Elements(Fact fact) => fact switch
    {
        { Content: { } content } => content,
        { Type: not (ElementType.Int32 or ElementType.Int64 or ElementType.Bool) } => null,
        { Rank: 0 } => [Dimension.Open],
        { Rank: 1 } when fact.Shape[0].Length <= LongestContent => [.. Enumerable.Repeat(Dimension.Open, fact.Shape[0].Length!.Value)],
        _ => null,
    };

    /// <summary>What is known of an operator's only output. Elements that are all known make it a constant.</summary>
    /// <param name="type">What its elements are.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="content">Its elements, as far as they are known.</param>
    public static ImmutableArray<Fact> One(ElementType type, ImmutableArray<Dimension> shape, ImmutableArray<Dimension>? content = null) =>
        [Result(type, shape, content)];

    /// <inheritdoc cref="One"/>
    public static Fact Result(ElementType type, ImmutableArray<Dimension> shape, ImmutableArray<Dimension>? content = null)
    {
        if (content is not { } elements || type is not (ElementType.Int32 or ElementType.Int64 or ElementType.Bool) || shape.Length > 1
            || elements.Length > LongestContent)
        {
            return new Fact(type, shape);
        }

        if (elements.All(e => e.Length is not null))
        {
            int[] numbers = [.. elements.Select(e => e.Length!.Value)];
            int[] lengths = shape.Length == 0 ? [] : [numbers.Length];
            return Fact.Of(type switch
            {
                ElementType.Int32 => Tensor.Of(numbers, lengths),
                ElementType.Bool => Tensor.Of(Array.ConvertAll(numbers, n => n != 0), lengths),
                _ => Tensor.Of(Array.ConvertAll(numbers, n => (long)n), lengths),
            });
        }

        return elements.All(e => e == Dimension.Open) ? new Fact(type, shape) : new Fact(type, shape) { Content = elements };
    }

    /// <summary>The shape of an operator's only output for given inputs.</summary>
    public static int[] OutputShape(Operator @operator, IReadOnlyList<Tensor> inputs) =>
        @operator.Infer([.. inputs.Select(Fact.Of)])[0].KnownShape
            ?? throw new GraphException("its inputs hold lengths that no axis can have");
}
