namespace Retrain.Graph;

/// <summary>
/// What a tensor's elements are. Half and bfloat16 do not exist here: readers widen them to <see cref="Float32"/>, which loses nothing.
/// </summary>
internal enum ElementType
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>64-bit floating point.</summary>
    Float64,

    /// <summary>Signed 8 bits.</summary>
    Int8,

    /// <summary>Signed 16 bits.</summary>
    Int16,

    /// <summary>Signed 32 bits.</summary>
    Int32,

    /// <summary>Signed 64 bits.</summary>
    Int64,

    /// <summary>Unsigned 8 bits.</summary>
    UInt8,

    /// <summary>Unsigned 16 bits.</summary>
    UInt16,

    /// <summary>Unsigned 32 bits.</summary>
    UInt32,

    /// <summary>Unsigned 64 bits.</summary>
    UInt64,

    /// <summary>True or false, a byte each.</summary>
    Bool,

    /// <summary>Byte strings of any length.</summary>
    String,
}
