package io.ate.internal.host;

import io.ate.ChainId;
import io.ate.ChainName;
import io.ate.Subscribers;
import io.ate.internal.log.ChainSummary;
import io.ate.internal.protocol.ChainList;
import io.ate.internal.protocol.ChainStatus;
import io.ate.internal.protocol.MessageCodec;
import io.ate.internal.protocol.NamedChain;
import io.ate.internal.protocol.PeerLimits;
import io.ate.internal.protocol.ServerStatus;
import io.ate.internal.wire.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How many chains a client is told of at once. */
class SurveyTest {
    private static final ChainId ID = ChainId.of(new byte[Hash.BYTES]);

    private static List<ChainSummary> chains(int count) {
        String longest = String.join("/", Collections.nCopies(7, "x".repeat(64)));
        List<ChainSummary> chains = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            chains.add(new ChainSummary(i, new ChainName(longest + String.format("/%064d", i)), ID,
                    Subscribers.EVERYONE, Set.of()));
        }
        Collections.shuffle(chains, new Random(7));
        return chains;
    }

    @Test
    void ofTooManyTheFirstByNameAreToldAndThatThereAreMore() {
        Survey survey = Survey.of(chains(36_000), _ -> true);
        assertThat(survey.more()).isTrue();
        assertThat(survey.chains()).hasSizeGreaterThan(5_000)
                .isSortedAccordingTo((one, other) -> one.name()
                        .text()
                        .compareTo(other.name().text()))
                .first()
                .returns(0L, ChainSummary::number);
        ChainList list = new ChainList(1, true,
                survey.chains().stream().map(each -> new NamedChain(each.name(), ID)).toList());
        ServerStatus status = new ServerStatus(1, "x", 1, 0, null, true,
                survey.chains()
                        .stream()
                        .map(each -> new ChainStatus(each.name(), ID, Long.MAX_VALUE, Long.MAX_VALUE,
                                Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE,
                                Long.MAX_VALUE))
                        .toList());
        assertThat(MessageCodec.encode(list).length()).isLessThan(PeerLimits.LONGEST_MESSAGE / 2);
        assertThat(MessageCodec.encode(status).length()).isLessThan(PeerLimits.LONGEST_MESSAGE / 2);
    }

    @Test
    void whatOneMayNotSeeTakesNoRoom() {
        Survey survey = Survey.of(chains(36_000), each -> each.number() % 10 == 0);
        assertThat(survey.more()).isFalse();
        assertThat(survey.chains()).hasSize(3_600);
    }
}
