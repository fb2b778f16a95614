namespace Grizzly.Functions;

/// <summary>What is called like a function and is none: its arguments are not simply values. The binder knows them by
/// name; here is how they are listed.</summary>
internal sealed record SpecialForm(string Name, string Description, string Example, string[] Signatures)
{
    public string[] Aliases { get; init; } = [];

    public static IReadOnlyList<SpecialForm> All { get; } =
    [
        new("list_transform", "The list with each element made into another by a lambda.",
            "list_transform([1, 2], x -> x + 1)", ["list_transform(LIST, x -> any) -> LIST"])
            { Aliases = ["list_apply", "array_transform", "array_apply", "apply"] },
        new("list_filter", "The elements of a list for which a lambda is true.", "list_filter([1, 2], x -> x > 1)",
            ["list_filter(LIST, x -> BOOLEAN) -> LIST"]) { Aliases = ["array_filter", "filter"] },
        new("list_reduce", "One value of a list, made by a lambda from the value so far and the next element.",
            "list_reduce([1, 2], (x, y) -> x + y)", ["list_reduce(LIST, (x, y) -> same [, any]) -> same"])
            { Aliases = ["array_reduce", "reduce"] },
        new("coalesce", "The first argument that is not NULL.", "coalesce(NULL, 1)", ["coalesce(any, ...) -> same"]),
        new("ifnull", "The first argument, or the second where that is NULL.", "ifnull(NULL, 1)",
            ["ifnull(any, any) -> same"]),
        new("nullif", "The first argument, or NULL where it equals the second.", "nullif(1, 1)",
            ["nullif(any, any) -> same"]),
        new("if", "The second argument where the first is true, else the third.", "if(1 < 2, 'a', 'b')",
            ["if(BOOLEAN, any, any) -> same"]) { Aliases = ["iif"] },
        new("switch", "The value that a map has for a key.", "switch(1, MAP {1: 'one'}, 'other')",
            ["switch(any, MAP [, any]) -> any"]),
        new("try", "The value, or NULL where computing it fails.", "try('x'::INTEGER)", ["try(any) -> same"]),
        new("typeof", "The type of an expression.", "typeof(1)", ["typeof(any) -> VARCHAR"])
            { Aliases = ["pg_typeof"] },
        new("grouping", "A bit for each argument, set where the row's grouping set does not have it.", "grouping(a, b)",
            ["grouping(any, ...) -> BIGINT"]) { Aliases = ["grouping_id"] },
        new("merge_action", "What MERGE did to the row: INSERT, UPDATE or DELETE.", "merge_action()",
            ["merge_action() -> VARCHAR"]),
        new("struct_pack", "A struct of named values.", "struct_pack(a := 1)",
            ["struct_pack(name := any, ...) -> STRUCT"]),
        new("struct_concat", "One struct of the fields of several.", "struct_concat({a: 1}, {b: 2})",
            ["struct_concat(STRUCT, ...) -> STRUCT"]),
        new("struct_insert", "A struct with more fields.", "struct_insert({a: 1}, b := 2)",
            ["struct_insert(STRUCT, name := any, ...) -> STRUCT"]),
        new("struct_update", "A struct with some fields replaced.", "struct_update({a: 1}, a := 2)",
            ["struct_update(STRUCT, name := any, ...) -> STRUCT"]),
        new("union_value", "A union with one member set.", "union_value(a := 1)",
            ["union_value(name := any) -> UNION"]),
        new("json_transform", "A JSON value as the type that a structure describes, NULL where it does not fit.",
            "json_transform('{\"a\": 1}', '{\"a\": \"INTEGER\"}')", ["json_transform(JSON, VARCHAR) -> any"])
            { Aliases = ["from_json"] },
        new("json_transform_strict", "A JSON value as the type that a structure describes; an error where it does not "
            + "fit.", "json_transform_strict('{\"a\": 1}', '{\"a\": \"INTEGER\"}')",
            ["json_transform_strict(JSON, VARCHAR) -> any"]) { Aliases = ["from_json_strict"] },
        new("current_schema", "The schema that names without one are looked up in first.", "current_schema()",
            ["current_schema() -> VARCHAR"]),
        new("current_schemas", "The schemas that names are looked up in.", "current_schemas(true)",
            ["current_schemas(BOOLEAN) -> VARCHAR[]"]),
        new("current_database", "The database that names without one are looked up in.", "current_database()",
            ["current_database() -> VARCHAR"]) { Aliases = ["current_catalog"] },
        new("current_setting", "The value of a setting.", "current_setting('threads')",
            ["current_setting(VARCHAR) -> any"]),
        new("getvariable", "The value of a variable, or NULL.", "getvariable('x')", ["getvariable(VARCHAR) -> any"]),
    ];
}
