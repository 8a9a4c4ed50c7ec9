package io.ate.internal.copy;

import io.ate.AteException;
import io.ate.ChainName;
import io.ate.CorruptionException;
import io.ate.PublicKeys;
import io.ate.StoreDamagedException;
import io.ate.internal.backup.Progress;
import io.ate.internal.backup.Progress.Stage;
import io.ate.internal.copy.CopyFile.Piece;
import io.ate.internal.event.SignedGenesis;
import io.ate.internal.event.SignedHead;
import io.ate.internal.log.IncomingChain;
import io.ate.internal.log.RocksRedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.tree.LeavesGoneException;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import io.ate.internal.trust.GenesisCheck;
import io.ate.internal.trust.Verifiers;
import io.ate.internal.wire.MalformedException;
import io.ate.internal.wire.Slice;
import io.ate.internal.wire.WireReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A chain that was taken in from a copy. Immutable.
 *
 * @param head its last one, as the server signed it that it comes from
 * @param server that server's identity
 */
public record ChainArrival(ChainName name, SignedHead head, PublicKeys server) {

    /** Bytes between two words on how far it has come. */
    private static final int STEP = 1 << 20;

    /**
     * Takes the chain in: as a whole, once all of it has been verified, or not at all. Meanwhile nobody finds it.
     *
     * @throws AteException if there is a chain of that name
     * @throws CorruptionException if the file is none, or not what was written, or the chain in it is not what its
     * server signed, or not one that an honest one has
     */
    public static ChainArrival of(Path file, RocksRedoLog log, Progress progress) throws IOException {
        Verifiers verifiers = new Verifiers();
        try (CopyReader in = new CopyReader(Files.newInputStream(file), Files.size(file))) {
            long bytes = in.left();
            if (!(in.next() instanceof Piece.Genesis(Slice signed))) {
                throw CopyFile.none("it does not begin with a genesis");
            }
            SignedGenesis genesis = SignedGenesis.decode(signed);
            String fault = GenesisCheck.fault(genesis, verifiers);
            if (fault != null) {
                throw CopyFile.none(fault);
            }
            ChainName name = genesis.record().name();
            try (IncomingChain incoming = log.takeIn(name, genesis)) {
                Piece.Head last = rows(in, incoming, bytes, progress);
                ChainArrival arrival = arrival(name, last);
                arrival.demandSigned(incoming.stored(), log, verifiers);
                Soundness.demand(log, incoming.stored(), progress,
                        what -> new CorruptionException("the chain " + name + " was not taken: " + what));
                incoming.reveal();
                return arrival;
            }
        } catch (MalformedException e) {
            throw new CorruptionException("nothing was taken from " + file + ": " + e.getMessage(), e);
        }
    }

    private static Piece.Head rows(CopyReader in, IncomingChain incoming, long bytes, Progress progress)
            throws IOException, MalformedException {
        Piece piece = in.next();
        long told = 0;
        while (piece instanceof Piece.Row(String family, Slice key, Slice content)) {
            incoming.row(family, key, content);
            long done = bytes - in.left();
            if (done >= told) {
                told = done + STEP;
                progress.at(Stage.COPYING, done, bytes);
            }
            piece = in.next();
        }
        if (!(piece instanceof Piece.Head last) || in.next() != null) {
            throw CopyFile.none("it does not end as one");
        }
        incoming.complete();
        return last;
    }

    private static ChainArrival arrival(ChainName name, Piece.Head last) throws MalformedException {
        WireReader in = new WireReader(last.head());
        SignedHead head = SignedHead.read(in);
        in.end();
        try {
            return new ChainArrival(name, head, PublicKeys.of(last.server().toArray()));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("the server's identity is none: " + e.getMessage());
        }
    }

    /** The rows are those of the history that the server has signed. */
    private void demandSigned(StoredChain chain, RocksRedoLog log, Verifiers verifiers)
            throws MalformedException {
        if (!head.chain().equals(chain.genesis().chainId()) || !head.isBy(verifiers.of(server))) {
            throw CopyFile.none("no server has signed its history");
        }
        long end = log.end(chain.number());
        if (end != head.root().size()) {
            throw CopyFile.none("it ends at sequence " + end + ", and its server signed " + head.root().size());
        }
        try {
            RootAt root = end == 0 ? RootAt.EMPTY : new MerkleTree(log.tree(chain.number())).root(end);
            if (root.equals(head.root())) {
                return;
            }
        } catch (StoreDamagedException | LeavesGoneException e) {
            throw new MalformedException("it is no copy of a chain: something of its tree is missing: "
                    + e.getMessage());
        }
        throw CopyFile.none("its history is not the one that its server signed");
    }
}
