package dev.tandem.node.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// A state table of the node as the API shows it.
///
/// @param source its file, or the name in the jar
/// @param id of the version that new calls follow, 32 hexadecimal digits
/// @param standard whether calls follow it that ask for none
/// @param problem why the file as it is now is not used; absent when it is
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TableView(
    String name,
    String source,
    String id,
    int states,
    int rows,
    boolean standard,
    @Nullable String problem) {}
