namespace Grizzly.Catalog;

/// <summary>A name as a statement writes it: <c>name</c>, <c>schema.name</c> or <c>database.schema.name</c>. Where
/// there is no database, the schema may be the name of one, which then means its main schema.</summary>
public readonly record struct ObjectName(string? Database, string? Schema, string Name);

/// <summary>A schema to look names up in.</summary>
/// <param name="Database">Null for the database that the path belongs to.</param>
public readonly record struct PathEntry(string? Database, string Schema);
