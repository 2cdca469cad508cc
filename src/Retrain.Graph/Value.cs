namespace Retrain.Graph;

/// <summary>
/// Something that flows through a network: an input, a constant, or the output of a node. Known by identity, not by name.
/// </summary>
internal sealed class Value
{
    /// <summary>Creates a value.</summary>
    /// <param name="name">Unique in its network.</param>
    /// <param name="fact">What is known of it.</param>
    public Value(string name, Fact fact)
    {
        Name = name;
        Fact = fact;
    }

    /// <summary>Its name: that of the source model's node, with <c>:1</c> and so on behind it for further outputs.</summary>
    public string Name { get; }

    /// <summary>What is known of it.</summary>
    public Fact Fact { get; }

    /// <summary>The value itself, where it does not depend on the input.</summary>
    public Tensor? Constant => Fact.Constant;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Fact}";
}
