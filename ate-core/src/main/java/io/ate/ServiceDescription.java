package io.ate;

/**
 * The value of the object that stands for a service in a chain; for people, and for programs that look around.
 * Immutable.
 *
 * @param request the type name of what is asked
 * @param reply the type name of what comes back
 * @param streaming whether any number of these come back
 */
@TypeName("ate.service")
public record ServiceDescription(String request, String reply, boolean streaming) {}
