using Microsoft.EntityFrameworkCore.Update;

namespace Grizzly.EntityFrameworkCore.Update.Internal;

/// <summary>Makes changes of rows.</summary>
public sealed class GrizzlyModificationCommandFactory : IModificationCommandFactory
{
    public IModificationCommand CreateModificationCommand(in ModificationCommandParameters parameters) =>
        new GrizzlyModificationCommand(parameters);

    public INonTrackedModificationCommand CreateNonTrackedModificationCommand(
        in NonTrackedModificationCommandParameters parameters) => new GrizzlyModificationCommand(parameters);
}
