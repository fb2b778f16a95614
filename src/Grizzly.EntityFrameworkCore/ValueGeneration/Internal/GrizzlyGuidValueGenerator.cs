using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ValueGeneration;

namespace Grizzly.EntityFrameworkCore.ValueGeneration.Internal;

/// <summary>GUIDs of version 7 (RFC 9562): UUID sorts as its text does, so new keys go to the end of an index.
/// </summary>
public sealed class GrizzlyGuidValueGenerator : ValueGenerator<Guid>
{
    public override bool GeneratesTemporaryValues => false;

    public override Guid Next(EntityEntry entry) => Guid.CreateVersion7();
}
