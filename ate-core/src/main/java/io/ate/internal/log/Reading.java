package io.ate.internal.log;

/** How much of each event a reader brings along. */
public enum Reading {
    /** Everything but large payloads ({@link RedoLog#LARGE_PAYLOAD}), which are not touched. */
    HEADERS,
    /** Everything. */
    WHOLE
}
