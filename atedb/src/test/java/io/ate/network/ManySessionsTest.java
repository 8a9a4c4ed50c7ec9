package io.ate.network;

import io.ate.Chain;
import io.ate.CommitRejectedException;
import io.ate.DaoRef;
import io.ate.Genesis;
import io.ate.KeyBundle;
import io.ate.Reason;
import io.ate.Rules;
import io.ate.Session;
import io.ate.client.AteClient;
import io.ate.server.AteServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A program that works for many users on one chain of a server. */
class ManySessionsTest {
    private static final int AT_ONCE = 256;

    private final KeyBundle owner = KeyBundle.generate();
    private final AteServer server = AteServer.inMemory();
    private final AteClient client = AteClient.create(server.address());
    private final Chain chain = client.create("example.com/visitors", Session.of(owner),
            Genesis.of(Rules.inherit().readableByEveryone().writableByEveryone()));
    private final List<AutoCloseable> open = new ArrayList<>();
    private DaoRef<Visits> visits = chain.ref(Visits.class, "not there yet");

    /** What is counted. */
    record Visits(int count) {
        Visits andOne() {
            return new Visits(count + 1);
        }
    }

    @BeforeEach
    void begin() {
        visits = chain.store(new Visits(0));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        chain.close();
        client.close();
        server.close();
        owner.close();
    }

    private void visit(Chain as) {
        as.run(dio -> dio.load(visits).update(Visits::andOne));
    }

    @Test
    void moreSessionsThanMayActAtATimeWorkOneAfterTheOther() {
        int users = 300;
        for (int i = 0; i < users; i++) {
            try (KeyBundle user = KeyBundle.generate(); Chain his = chain.as(Session.of(user))) {
                visit(his);
            }
        }
        assertThat(chain.get(visits)).isEqualTo(new Visits(users));
    }

    @Test
    void tooManyAtOnceAreToldToCloseSome() throws Exception {
        for (int i = 0; i < AT_ONCE; i++) {
            visit(as(KeyBundle.generate()));
        }
        Chain tooMany = as(KeyBundle.generate());
        assertThatExceptionOfType(CommitRejectedException.class).isThrownBy(() -> visit(tooMany))
                .withMessageContaining("at a time: close handles")
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.LIMIT));

        open.getFirst().close();
        visit(tooMany);
        assertThat(chain.get(visits)).isEqualTo(new Visits(AT_ONCE + 1));
    }

    private Chain as(KeyBundle user) {
        Chain his = chain.as(Session.of(user));
        open.add(() -> {
            his.close();
            user.close();
        });
        return his;
    }
}
