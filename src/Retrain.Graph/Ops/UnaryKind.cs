namespace Retrain.Graph.Ops;

/// <summary>Functions of one element. On Float32 unless said otherwise.</summary>
internal enum UnaryKind
{
    /// <summary>Without its sign; all number types.</summary>
    Abs,

    /// <summary>-x; all number types.</summary>
    Neg,

    /// <summary>x x; all number types.</summary>
    Square,

    /// <summary>-1, 0 or 1; all number types.</summary>
    Sign,

    /// <summary>Not; bool.</summary>
    Not,

    /// <summary>0 where x is negative.</summary>
    Relu,

    /// <summary>Scaled exponential unit: 1.0507 x, or 1.7581 (exp(x) - 1) where x is negative.</summary>
    Selu,

    /// <summary>log(exp(x) + 1).</summary>
    Softplus,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Error function.</summary>
    Erf,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>Natural logarithm.</summary>
    Log,

    /// <summary>log(1 + x).</summary>
    Log1p,

    /// <summary>Square root.</summary>
    Sqrt,

    /// <summary>1 over the square root.</summary>
    Rsqrt,

    /// <summary>1 / x.</summary>
    Reciprocal,

    /// <summary>Greatest whole number not above x.</summary>
    Floor,

    /// <summary>Least whole number not below x.</summary>
    Ceiling,

    /// <summary>Nearest whole number; halves to the even one.</summary>
    Round,

    /// <summary>Sine.</summary>
    Sin,

    /// <summary>Cosine.</summary>
    Cos,
}
