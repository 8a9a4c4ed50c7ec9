package io.ate.internal.simulation;

import io.ate.internal.event.Commit;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Committed;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.wire.MalformedException;
import java.util.List;
import java.util.function.Consumer;

/** A server that says of one client's commits that they are stored, and throws them away. */
final class Embezzler implements Meddler {
    @Override
    public List<ToServer> toServer(ToServer message, Consumer<ToClient> answer) {
        if (!(message instanceof CommitMessage(int channel, int request, var bytes))) {
            return List.of(message);
        }
        try {
            long number = Commit.decode(bytes).statement().number();
            answer.accept(new Committed(channel, request, number, Long.MAX_VALUE / 2));
        } catch (MalformedException e) {
            throw new IllegalStateException("what a client sends can be read", e);
        }
        return List.of();
    }
}
