package io.ate.client.internal;

import java.io.IOException;

/** Nothing has been heard from the server for too long. */
final class SilenceException extends IOException {
    SilenceException() {
        super("nothing was heard from it for too long");
    }
}
