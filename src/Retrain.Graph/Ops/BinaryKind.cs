namespace Retrain.Graph.Ops;

/// <summary>Functions of two elements of one type. All number types unless said otherwise.</summary>
internal enum BinaryKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Sub,

    /// <summary>a b.</summary>
    Mul,

    /// <summary>a / b; whole numbers are cut off towards 0.</summary>
    Div,

    /// <summary>a / b, the greatest whole number not above it.</summary>
    FloorDiv,

    /// <summary>What <see cref="FloorDiv"/> leaves over; it has the sign of b.</summary>
    FloorMod,

    /// <summary>a ^ b.</summary>
    Pow,

    /// <summary>The smaller one.</summary>
    Minimum,

    /// <summary>The greater one.</summary>
    Maximum,

    /// <summary>(a - b)^2.</summary>
    SquaredDifference,

    /// <summary>Both; bool.</summary>
    And,

    /// <summary>One or both; bool.</summary>
    Or,

    /// <summary>a = b; gives bool, as all that follow.</summary>
    Equal,

    /// <summary>a and b differ.</summary>
    NotEqual,

    /// <summary>a is smaller than b.</summary>
    Less,

    /// <summary>a is not greater than b.</summary>
    LessOrEqual,

    /// <summary>a is greater than b.</summary>
    Greater,

    /// <summary>a is not smaller than b.</summary>
    GreaterOrEqual,
}
