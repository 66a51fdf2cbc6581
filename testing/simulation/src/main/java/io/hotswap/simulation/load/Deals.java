package io.hotswap.simulation.load;

import io.hotswap.contracts.broker.Settlement;
import io.hotswap.contracts.broker.Transaction;
import io.hotswap.contracts.error.ErrorCode;
import io.hotswap.contracts.error.Problem;
import io.hotswap.contracts.message.Receipt;
import io.hotswap.simulation.model.Asked;
import io.hotswap.simulation.model.Sent;
import io.hotswap.simulation.model.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Transactions, some of which are asked for again. */
final class Deals {
  /**
   * One that was asked for, with all that it takes to ask again.
   *
   * @param deletions that were asked for before
   */
  private record Asking(Asked.Deal deal, List<Settlement> acks, int deletions) {
    /** NB: what is stamped on its way must not be seen in the next copy. */
    Transaction transaction() {
      List<Transaction.Publish> publishes = new ArrayList<>();
      for (Sent message : deal.messages()) {
        publishes.add(new Transaction.Publish(message.topic(), Letters.records(List.of(message))));
      }
      return new Transaction(deal.id(), acks, publishes);
    }
  }

  private final Scene scene;
  private final Door door;
  private final Letters letters;
  private final Asked asked;
  private final Told told;
  private Asking last;

  Deals(Scene scene, Door door, Letters letters, Asked asked, Told told) {
    this.scene = scene;
    this.door = door;
    this.letters = letters;
    this.asked = asked;
    this.told = told;
  }

  void transact(SplittableRandom chance, List<Settlement> acks) {
    String id = letters.transaction();
    List<Sent> messages = new ArrayList<>();
    for (int i = chance.nextInt(3); i >= 0; i--) {
      messages.add(letters.next(scene.any(chance).name(), chance, id));
    }
    List<Receipt> receipts = acks.stream().map(Settlement::receipt).toList();
    last = new Asking(new Asked.Deal(id, receipts, messages), acks, asked.deletions());
    messages.forEach(asked::sending);
    asked.dealing(last.deal());
    Asked.Deal deal = last.deal();
    Transaction transaction = last.transaction();
    door.call(b -> b.transact(transaction))
        .onComplete(
            done -> told.dealt(deal, done.published()),
            cause -> {
              if (Door.isRefusal(cause)) {
                told.refused(deal);
              }
            });
  }

  /**
   * The same once more, whatever became of it: it must be answered as before. With a topic made
   * anew in it, it would be another one.
   */
  void again() {
    if (last == null || last.deletions() != asked.deletions()) {
      return;
    }
    Asked.Deal deal = last.deal();
    Transaction transaction = last.transaction();
    door.call(b -> b.transact(transaction))
        .onComplete(
            done -> told.dealt(deal, done.published()),
            cause -> {
              // NB: any other refusal is of the repetition alone.
              if (cause instanceof Problem p && p.code() == ErrorCode.TransactionAborted) {
                told.refused(deal);
              }
            });
  }
}
