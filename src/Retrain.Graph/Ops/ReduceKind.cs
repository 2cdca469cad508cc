namespace Retrain.Graph.Ops;

/// <summary>How elements are brought together.</summary>
internal enum ReduceKind
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Greatest.</summary>
    Max,

    /// <summary>Least.</summary>
    Min,

    /// <summary>Product.</summary>
    Product,

    /// <summary>All are true; bool.</summary>
    All,

    /// <summary>One is true; bool.</summary>
    Any,
}
