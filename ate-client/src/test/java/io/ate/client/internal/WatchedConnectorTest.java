package io.ate.client.internal;

import io.ate.PublicKeys;
import io.ate.internal.protocol.HandshakeFailure;
import io.ate.internal.protocol.Live;
import io.ate.internal.protocol.Notice;
import io.ate.internal.protocol.NoticeKind;
import io.ate.internal.protocol.ToClient;
import io.ate.internal.protocol.ToServer;
import io.ate.internal.replica.Connector;
import io.ate.internal.replica.Line;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatchedConnectorTest {
    private static final String AWAY = "nobody listens";
    private static final String CHANGED = "what the server sent does not open";

    private final List<String> told = new ArrayList<>();
    private final List<Connector.Receiver> attempts = new ArrayList<>();
    private final WatchedConnector connector = new WatchedConnector(new ServerPlace("example.com", 5000),
            attempts::add, told::add);

    private Connector.Receiver attempt() {
        connector.connect(new Silent());
        return attempts.getLast();
    }

    private void fails(String why) {
        attempt().ended(new Connector.End.Lost(why));
    }

    private Connector.Receiver succeeds() {
        Connector.Receiver attempt = attempt();
        attempt.established(new NoLine());
        attempt.received(List.of(new Live(1, 0)));
        return attempt;
    }

    @Test
    void aServerThatIsAwayIsToldOnceAndThatItIsBackOnce() {
        fails(AWAY);
        fails(AWAY);
        fails(AWAY);
        assertThat(connector.fault()).contains(AWAY);
        succeeds().received(List.of(new Live(1, 0)));
        assertThat(connector.fault()).isEmpty();
        assertThat(told).containsExactly("nobody listens (trying again)", "connected to example.com:5000");
    }

    @Test
    void whatChangesIsToldAndEachThingOnce() {
        succeeds().ended(new Connector.End.Lost("the connection broke"));
        fails(AWAY);
        fails("no way to it");
        fails(AWAY);
        succeeds();
        fails(AWAY);
        assertThat(told).containsExactly("the connection broke (trying again)", "nobody listens (trying again)",
                "no way to it (trying again)", "connected to example.com:5000", "nobody listens (trying again)");
    }

    @Test
    void connectionsOfWhichNothingComesAreToldOnceAndStayTheFault() {
        for (int i = 0; i < 8; i++) {
            Connector.Receiver attempt = attempt();
            attempt.established(new NoLine());
            attempt.received(List.of(new Notice(NoticeKind.GOING_AWAY, "soon")));
            attempt.ended(new Connector.End.Lost(CHANGED));
        }
        assertThat(told).containsExactly(CHANGED + " (trying again)");
        assertThat(connector.fault()).contains(CHANGED);
    }

    @Test
    void aServerThatWasNeverAwayIsNotSpokenOf() {
        succeeds();
        assertThat(told).isEmpty();
    }

    @Test
    void aServerThatIsRefusedIsNotTriedAgain() {
        attempt().ended(new Connector.End.Refused(HandshakeFailure.IMPOSTOR, "another one"));
        assertThat(told).isEmpty();
        assertThat(connector.fault()).contains("another one");
    }

    @Test
    void aServerThatWasThereAndIsRefusedIsTriedAgainUnlessItProvesToBeAnotherOne() {
        succeeds();
        attempt().ended(new Connector.End.Refused(HandshakeFailure.MALFORMED, "no hello"));
        attempt().ended(new Connector.End.Refused(HandshakeFailure.MALFORMED, "no hello"));
        attempt().ended(new Connector.End.Refused(HandshakeFailure.IDENTITY, "another one"));
        assertThat(told).containsExactly("no hello (trying again)");
        assertThat(connector.fault()).contains("another one");
    }

    @Test
    void whatIsClosedHereIsNoNews() {
        Connector.Receiver attempt = attempt();
        List<Line> lines = new ArrayList<>();
        connector.connect(new Silent() {
            @Override
            public void established(Line line) {
                lines.add(line);
            }
        });
        attempts.getLast().established(new NoLine());
        lines.getFirst().close("nothing is open");
        attempts.getLast().ended(new Connector.End.Lost("closed"));
        assertThat(told).isEmpty();
        attempt.ended(new Connector.End.Lost(AWAY));
        assertThat(told).hasSize(1);
    }

    private static class Silent implements Connector.Receiver {
        @Override
        public void established(Line line) {
            // nothing to send
        }

        @Override
        public void received(List<ToClient> messages) {
            // not read
        }

        @Override
        public void ended(Connector.End end) {
            // no other attempt
        }
    }

    private static final class NoLine implements Line {
        @Override
        public Hash transcript() {
            throw new IllegalStateException("nothing is proven here");
        }

        @Override
        public PublicKeys identity() {
            throw new IllegalStateException("nobody is at the other end");
        }

        @Override
        public void send(List<ToServer> messages) {
            // goes nowhere
        }

        @Override
        public void close(String why) {
            // nothing open
        }
    }
}
