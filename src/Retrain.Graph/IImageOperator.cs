namespace Retrain.Graph;

/// <summary>
/// An operator on images in either layout. Only its first input and its outputs are images; weights keep one order (see each operator).
/// </summary>
internal interface IImageOperator
{
    /// <summary>Order of the axes of its first input and its outputs.</summary>
    DataLayout DataLayout { get; }

    /// <summary>The same operator for the other order.</summary>
    Operator With(DataLayout layout);
}
