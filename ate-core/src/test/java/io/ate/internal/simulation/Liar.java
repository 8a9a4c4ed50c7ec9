package io.ate.internal.simulation;

import io.ate.ChainName;
import io.ate.internal.crypto.HeldKeys;
import io.ate.internal.protocol.CommitMessage;
import io.ate.internal.protocol.Events;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Open;
import io.ate.internal.protocol.Opened;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import java.util.List;
import java.util.function.Consumer;

/** A server that tells one lie about one chain, whenever there is an occasion, and is honest about all others. */
final class Liar implements Meddler {
    private final Lie lie;
    private final ChainName about;
    private final Schedule chance;
    private final HeldKeys identity;
    private int channel = -1;

    Liar(Lie lie, ChainName about, Schedule chance, HeldKeys identity) {
        this.lie = lie;
        this.about = about;
        this.chance = chance;
        this.identity = identity;
    }

    @Override
    public List<ToClient> toClient(ToClient message) {
        return isAbout(message) ? lie.tell(message, chance, identity) : List.of(message);
    }

    private boolean isAbout(ToClient message) {
        return channel == switch (message) {
            case Opened opened -> opened.channel();
            case Events events -> events.channel();
            case Live live -> live.channel();
            default -> -2;
        };
    }

    @Override
    public List<ToServer> toServer(ToServer message, Consumer<ToClient> answer) {
        if (message instanceof Open open && open.name().equals(about)) {
            channel = open.channel();
        }
        if (message instanceof CommitMessage commit && commit.channel() == channel) {
            ToClient atOnce = lie.answer(commit);
            if (atOnce != null) {
                answer.accept(atOnce);
            }
        }
        return List.of(message);
    }
}
