package io.ate.client.internal;

import io.ate.internal.replica.Transport;
import io.ate.internal.wire.Slice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WatchedTransportTest {
    private static final String AWAY = "nobody listens";

    private final List<String> told = new ArrayList<>();
    private final List<Transport.Receiver> attempts = new ArrayList<>();
    private final WatchedTransport transport = new WatchedTransport(new ServerPlace("example.com", 5000),
            attempts::add, told::add);

    private Transport.Receiver attempt() {
        transport.connect(new Silent());
        return attempts.getLast();
    }

    private void fails(String why) {
        attempt().ended(why);
    }

    private Transport.Receiver succeeds() {
        Transport.Receiver attempt = attempt();
        attempt.connected(new NoSink());
        attempt.received(Slice.empty());
        return attempt;
    }

    @Test
    void aServerThatIsAwayIsToldOnceAndThatItIsBackOnce() {
        fails(AWAY);
        fails(AWAY);
        fails(AWAY);
        assertThat(transport.fault()).contains(AWAY);
        succeeds().received(Slice.empty());
        assertThat(transport.fault()).isEmpty();
        assertThat(told).containsExactly("nobody listens (trying again)", "connected to example.com:5000");
    }

    @Test
    void whatChangesIsToldAndEachThingOnce() {
        succeeds().ended("the connection broke");
        fails(AWAY);
        fails("no way to it");
        fails(AWAY);
        succeeds();
        fails(AWAY);
        assertThat(told).containsExactly("the connection broke (trying again)", "nobody listens (trying again)",
                "no way to it (trying again)", "connected to example.com:5000", "nobody listens (trying again)");
    }

    @Test
    void aServerThatWasNeverAwayIsNotSpokenOf() {
        succeeds();
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsClosedHereIsNoNews() {
        Transport.Receiver attempt = attempt();
        List<Transport.Sink> sinks = new ArrayList<>();
        transport.connect(new Silent() {
            @Override
            public void connected(Transport.Sink sink) {
                sinks.add(sink);
            }
        });
        attempts.getLast().connected(new NoSink());
        sinks.getFirst().close();
        attempts.getLast().ended("closed");
        assertThat(told).isEmpty();
        attempt.ended(AWAY);
        assertThat(told).hasSize(1);
    }

    private static class Silent implements Transport.Receiver {
        @Override
        public void connected(Transport.Sink sink) {
            // nothing to send
        }

        @Override
        public void received(Slice frame) {
            // not read
        }

        @Override
        public void ended(String why) {
            // no other attempt
        }
    }

    private static final class NoSink implements Transport.Sink {
        @Override
        public void execute(Runnable task) {
            // nothing runs here
        }

        @Override
        public void send(List<Slice> frames) {
            // goes nowhere
        }

        @Override
        public void close() {
            // nothing open
        }
    }
}
