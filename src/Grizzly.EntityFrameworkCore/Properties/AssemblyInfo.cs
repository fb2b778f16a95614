using Microsoft.EntityFrameworkCore.Design;

[assembly: DesignTimeProviderServices("Grizzly.EntityFrameworkCore.Design.Internal.GrizzlyDesignTimeServices")]
