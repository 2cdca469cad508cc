using System.Collections.Immutable;

namespace Retrain.Graph;

/// <summary>
/// What a node does: typed attributes, the rule for shapes, the rule for layouts and the scalar reference kernel, which is the definition.
/// One operator is one file in <c>Ops</c>. Image operators are written down for [N, H, W, C] and carry a <see cref="DataLayout"/> where
/// they can do both.
/// </summary>
internal abstract record Operator
{
    /// <summary>Name for messages and tables.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>How the operator stands to the order of its inputs' axes.</summary>
    public virtual LayoutRule Layout => LayoutRule.Fixed;

    /// <summary>Whether equal inputs always give equal outputs.</summary>
    public virtual bool IsDeterministic => true;

    /// <summary>Whether a node with constant inputs is computed when it is added.</summary>
    public virtual bool IsComputedBeforehand => IsDeterministic;

    /// <summary>What is known of the outputs.</summary>
    /// <param name="inputs">What is known of the inputs.</param>
    /// <exception cref="GraphException">Number, types or shapes of the inputs do not fit.</exception>
    public abstract ImmutableArray<Fact> Infer(IReadOnlyList<Fact> inputs);

    /// <summary>The scalar reference kernel.</summary>
    /// <param name="inputs">They fit, as <see cref="Infer"/> has seen.</param>
    /// <returns>One tensor an output.</returns>
    public abstract Tensor[] Evaluate(IReadOnlyList<Tensor> inputs);

    /// <summary>
    /// The operator for a first input whose axes are stored in another order (all inputs of <see cref="Ops.Concat"/>); only for
    /// <see cref="LayoutRule.Axes"/>.
    /// </summary>
    /// <param name="stored">Order in which the input's axes are stored.</param>
    /// <returns>
    /// The operator, and the order in which its outputs' axes are then stored; <see langword="null"/>: it needs the plain order.
    /// </returns>
    public virtual (Operator Operator, Permutation Output)? Permute(Permutation stored) => null;
}
