package io.ate.internal.copy;

import io.ate.internal.copy.CopyFile.Piece;
import io.ate.internal.crypto.Sha256;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a copy, piece by piece, and holds it against its hash at the end. Confined to one thread. */
final class CopyReader implements AutoCloseable {
    private static final int BUFFER = 1 << 20;
    private static final int LENGTH = 4;

    private final InputStream in;
    private final Sha256 hash = Sha256.unlabelled();
    private long left;

    /**
     * Begins to read.
     *
     * @param file is closed with this, also if it is none
     * @param length how many bytes it has
     */
    CopyReader(InputStream file, long length) throws IOException, MalformedException {
        left = length - CopyFile.HASH;
        in = new BufferedInputStream(file, BUFFER);
        boolean begun = false;
        try {
            if (left < CopyFile.FIRST.length || !Arrays.equals(take(CopyFile.FIRST.length), CopyFile.FIRST)) {
                throw CopyFile.none("it does not begin as one");
            }
            begun = true;
        } finally {
            if (!begun) {
                in.close();
            }
        }
    }

    /** How many bytes are still to come. */
    long left() {
        return left;
    }

    /**
     * The next piece; null behind the last one.
     *
     * @throws MalformedException if the file is not what was written
     */
    @Nullable
    Piece next() throws IOException, MalformedException {
        if (left == 0) {
            if (!Arrays.equals(in.readNBytes(CopyFile.HASH), hash.digestBytes())) {
                throw CopyFile.none("its hash is not that of what is in it: it was damaged, or changed");
            }
            return null;
        }
        int length = left < LENGTH ? -1 : ByteBuffer.wrap(take(LENGTH)).getInt();
        if (length < 1 || length > CopyFile.LONGEST || length > left) {
            throw CopyFile.none("a piece of it has " + length + " bytes");
        }
        WireReader piece = new WireReader(Slice.of(take(length)));
        return switch (piece.u8()) {
            case CopyFile.GENESIS -> new Piece.Genesis(rest(piece));
            case CopyFile.ROW -> new Piece.Row(piece.name(), piece.slice(piece.u8()), rest(piece));
            case CopyFile.HEAD -> new Piece.Head(piece.slice16(), rest(piece));
            default -> throw CopyFile.none("it has a piece of a kind that this version does not know");
        };
    }

    private static Slice rest(WireReader piece) throws MalformedException {
        return piece.slice(piece.remaining());
    }

    private byte[] take(int count) throws IOException, MalformedException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw CopyFile.none("it ends too early");
        }
        left -= count;
        hash.fixed(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
