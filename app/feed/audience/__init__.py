"""Who a post is addressed to, who of them is asked, and what that costs them."""
