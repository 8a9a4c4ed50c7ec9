package io.ate.internal.simulation;

import io.ate.internal.log.RedoLog;
import io.ate.internal.log.StoredChain;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Position;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.tree.MerkleTree;
import io.ate.internal.tree.RootAt;
import java.util.List;
import java.util.function.Consumer;

/** A server with another history than a client's, which acts as if the client had said that it knows no other. */
final class Pretence implements Meddler {
    private final SimulatedServer server;

    Pretence(SimulatedServer server) {
        this.server = server;
    }

    @Override
    public List<ToServer> toServer(ToServer message, Consumer<ToClient> answer) {
        if (message instanceof Open open && open.position() instanceof Position.At at) {
            RedoLog log = server.log();
            return List.of(log.find(open.name())
                    .map(chain -> new Open(open.channel(), open.request(), open.name(), open.pinned(),
                            known(log, chain, at.sequence()), open.payloadLimit(), open.create()))
                    .orElse(open));
        }
        return List.of(message);
    }

    private static Position.At known(RedoLog log, StoredChain chain, long sequence) {
        long size = Math.min(sequence, log.end(chain.number()));
        RootAt root = new MerkleTree(log.tree(chain.number())).root(size);
        return new Position.At(size, root);
    }
}
