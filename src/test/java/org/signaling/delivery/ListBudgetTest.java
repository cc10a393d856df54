package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.signaling.delivery.ListBudget.Share;

class ListBudgetTest {

    private static final int LENGTH = 1 << 20;
    private static final int ROOM = (int) (ListBudget.MOST / LENGTH);

    private final ListBudget budget = new ListBudget();
    private long now = 77;

    private Share take() {
        Share share = budget.take(now);
        if (share != null) {
            share.use(LENGTH);
        }
        return share;
    }

    private List<Share> takeAll() {
        List<Share> taken = new ArrayList<>();
        for (Share share = take(); share != null; share = take()) {
            taken.add(share);
        }
        return taken;
    }

    @Test
    void noMoreIsUnderWayThanMayBeAndWhatHasLeftMakesRoom() {
        List<Share> taken = takeAll();
        assertThat(taken).hasSize(ROOM);
        assertThat(budget.underWay()).isEqualTo(ListBudget.MOST);

        taken.get(3).giveBack();
        taken.get(3).giveBack();

        assertThat(takeAll()).hasSize(1);
    }

    @Test
    void slowClientsDoNotKeepOthersWaitingForLongButAllTogetherAreBounded() {
        List<Share> slow = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            slow.addAll(takeAll());
            now += ListBudget.SLOW;
        }

        assertThat(budget.underWay()).isEqualTo(ListBudget.MOST + ListBudget.MOST_SLOW);
        slow.forEach(Share::giveBack);
        assertThat(budget.underWay()).isZero();
        assertThat(takeAll()).hasSize(ROOM);
    }

    @Test
    void oneListMayAlwaysBeUnderWayHoweverLongItIs() {
        Share huge = budget.take(now);
        huge.use(Integer.MAX_VALUE);
        assertThat(take()).isNull();

        huge.giveBack();

        assertThat(take()).isNotNull();
    }
}
