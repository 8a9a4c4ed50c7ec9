package io.ate.internal.copy;

import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** Writes a copy, piece by piece. Confined to one thread. */
final class CopyWriter {
    private static final int BUFFER = 1 << 20;

    private final FileChannel file;
    private final OutputStream out;
    private final Sha256 hash = Sha256.unlabelled();

    CopyWriter(FileChannel file) throws IOException {
        this.file = file;
        out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
        write(Slice.of(CopyFile.FIRST));
    }

    void piece(int kind, WireWriter content) throws IOException {
        write(new WireWriter(5).u32(1 + content.length()).u8(kind).toSlice());
        write(content.toSlice());
    }

    private void write(Slice bytes) throws IOException {
        hash.fixed(bytes);
        out.write(bytes.array(), bytes.offset(), bytes.length());
    }

    /** Returns when all of it is on disk. */
    void end() throws IOException {
        out.write(hash.digestBytes());
        out.flush();
        file.force(true);
    }
}
