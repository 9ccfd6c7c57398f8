"""What many hold and few would say: the share that agrees, split into what is said in the room and what is not."""
