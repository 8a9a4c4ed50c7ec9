package io.ate.internal.copy;

import io.ate.ChainId;
import io.ate.StoreDamagedException;
import io.ate.internal.backup.HashedFile;
import io.ate.internal.backup.Progress;
import io.ate.internal.backup.Progress.Stage;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A copy of one chain in a file: all that a server has of it, and that server's word for its history. Immutable.
 *
 * @param end the last sequence
 * @param bytes how long the file is
 */
public record ChainCopy(ChainId id, long end, long bytes) {

    private static final String FRESH = ".new";
    /** Bytes between two words on how far it has come. */
    private static final int STEP = 1 << 20;

    /**
     * Verifies the chain, and writes the file; returns when it is on disk. What is there under that name stays, if this
     * fails, and is replaced, if not.
     *
     * @param log of which nothing changes meanwhile
     * @param identity of the server that the chain is from
     * @param time by the server's clock, in milliseconds since 1970
     * @throws StoreDamagedException if something is wrong with the chain: no copy is made of it
     */
    public static ChainCopy make(RocksRedoLog log, StoredChain chain, HeldKeys identity, long time, Path file,
            Progress progress) throws IOException {
        Soundness.demand(log, chain, progress,
                what -> new StoreDamagedException("no copy is made of chain " + chain.name() + ": " + what));
        Path fresh = file.resolveSibling(file.getFileName() + FRESH);
        Files.deleteIfExists(fresh); // of a process that was killed
        try {
            try (FileChannel to = HashedFile.fresh(fresh)) {
                write(log, chain, identity, time, new CopyWriter(to), progress);
            }
            ChainCopy copy = new ChainCopy(chain.genesis().chainId(), log.end(chain.number()), Files.size(fresh));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                HashedFile.syncNames(folder);
            }
            return copy;
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void write(RocksRedoLog log, StoredChain chain, HeldKeys identity, long time, CopyWriter out,
            Progress progress) throws IOException {
        out.piece(CopyFile.GENESIS, new WireWriter().raw(chain.genesis().encode()));
        AtomicLong written = new AtomicLong();
        AtomicLong told = new AtomicLong();
        log.rows(chain.number(), (family, key, content) -> {
            try {
                out.piece(CopyFile.ROW, new WireWriter(content.length() + 64).name(family)
                        .u8(key.length())
                        .raw(key)
                        .raw(content));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (written.addAndGet(content.length()) >= told.get()) {
                told.addAndGet(STEP);
                progress.at(Stage.COPYING, written.get(), 0);
            }
        });
        long end = log.end(chain.number());
        RootAt root = end == 0 ? RootAt.EMPTY : new MerkleTree(log.tree(chain.number())).root(end);
        WireWriter head = new WireWriter().slice16(Slice.of(identity.publicKeys().encoded()));
        SignedHead.sign(chain.genesis().chainId(), log.epoch(), root, time, identity).write(head);
        out.piece(CopyFile.HEAD, head);
        out.end();
    }
}
