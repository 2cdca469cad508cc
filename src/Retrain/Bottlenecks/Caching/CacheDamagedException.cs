namespace Retrain.Bottlenecks.Caching;

/// <summary>The file under the cache's name is no cache that this version can use. Never leaves the cache.</summary>
/// <param name="message">What is wrong with it, one clause.</param>
internal sealed class CacheDamagedException(string message) : Exception(message);
