package io.ate;

import tools.jackson.databind.JsonNode;

/**
 * The bus of everything: every change of a value in a chain, whatever its type and place, as a tree. Of an object that
 * ends it tells the end of that alone, and not of what hangs below it; and that an object is moved it does not tell.
 */
public interface Changes extends Bus<JsonNode> {}
