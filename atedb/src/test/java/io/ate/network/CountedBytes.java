package io.ate.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that a server sends. Thread-safe. */
final class CountedBytes implements CuttingProxy.Passage {
    private final AtomicLong bytes = new AtomicLong();

    /** How many bytes there have been so far. */
    long count() {
        return bytes.get();
    }

    @Override
    public void pass(InputStream in, OutputStream out) throws IOException {
        byte[] some = new byte[8192];
        for (int read = in.read(some); read >= 0; read = in.read(some)) {
            bytes.addAndGet(read);
            out.write(some, 0, read);
        }
    }
}
