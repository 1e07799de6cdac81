/** A sheet that comes in from the side, and dialogs in the middle. Esc closes both. */
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

interface Props {
  readonly title: string;
  readonly wide?: boolean;
  readonly kind?: 'sheet' | 'dialog' | 'alertdialog';
  /** A click beside it closes it; not where something could be lost. */
  readonly easy?: boolean;
  onClose(): void;
  readonly children: ReactNode;
}

export function Sheet({ title, wide, kind = 'sheet', easy, onClose, children }: Props) {
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={easy ?? false}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Modal className={kind === 'sheet' ? 'sheet' : 'popup'} data-wide={wide || undefined}>
        <Dialog className="dialog" role={kind === 'alertdialog' ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
