package io.ate.examples;

import io.ate.Chain;
import io.ate.Registration;
import io.ate.Rules;
import io.ate.Service;
import io.ate.ServiceException;
import io.ate.ServiceUnavailableException;
import io.ate.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the guide says of services. */
class GuideServicesTest {
    // guide: services
    record Ping(String text) {}

    record Pong(String text) {}

    static final Service<Ping, Pong> PING = Service.of("ping", Ping.class, Pong.class);
    static final Service.Streaming<Ping, Pong> ECHO = Service.streaming("echo", Ping.class, Pong.class);
    // end

    @Test
    void aServiceIsServedAndCalled() {
        try (Chain chain = Chain.temporary()) {
            // guide: serve
            try (Registration _ = chain.serve(PING, ping -> new Pong(ping.text() + "!"))) { // in one program
                Pong pong = chain.invoke(PING, new Ping("hi")); // in this or another one
                IO.println(pong.text());
            }
            // end
        }
    }

    @Test
    void aStreamIsReadItemByItem() {
        List<String> read = new CopyOnWriteArrayList<>();
        try (Chain chain = Chain.temporary();
                Registration _ = chain.serve(ECHO, ping -> Stream.generate(() -> new Pong(ping.text())))) {
            // guide: streaming
            try (Stream<Pong> pongs = chain.invoke(ECHO, new Ping("hi"))) { // closing it ends the work at the other end
                pongs.limit(3).forEach(pong -> read.add(pong.text()));
            }
            // end
        }
        assertThat(read).containsExactly("hi", "hi", "hi");
    }

    @Test
    void whatGoesWrongSaysWhetherTheRequestMayHaveBeenExecuted() {
        try (Chain chain = Chain.temporary()) {
            // guide: unavailable
            try {
                chain.within(Duration.ofSeconds(5)).invoke(PING, new Ping("hi"));
            } catch (ServiceException e) {
                IO.println("its handler failed: " + e.getMessage());
            } catch (ServiceUnavailableException e) {
                IO.println(e.mayHaveRun() ? "nobody knows whether it was executed" : "it was not executed");
            }
            // end
        }
    }

    @Test
    void whoMayCallAndWhoMayServeIsSaidByRules() {
        try (Chain chain = Chain.temporary()) {
            var alice = chain.session().keys().getFirst().publicKeys();
            // guide: service rules
            chain.store(PING.in(chain), PING.description(), Rules.inherit().readableBy(alice).writableBy(alice));
            // end
            assertThat(chain.find(PING.in(chain))).contains(PING.description());
            assertThat(chain.session()).isNotEqualTo(Session.none());
        }
    }
}
